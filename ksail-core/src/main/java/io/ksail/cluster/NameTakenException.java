package io.ksail.cluster;

import org.jspecify.annotations.Nullable;

/** The host has a namespace of that name already. */
final class NameTakenException extends ClusterCreationException {

    private static final long serialVersionUID = 1L;

    NameTakenException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
