package io.ksail.cluster;

import io.ksail.KsailException;

/** The host has a namespace of that name already. */
final class NameTakenException extends ClusterCreationException {

    private static final long serialVersionUID = 1L;

    NameTakenException(KsailException failure) {
        super(failure.tried(), failure.seen(), failure.remedy(), failure.getCause());
    }
}
