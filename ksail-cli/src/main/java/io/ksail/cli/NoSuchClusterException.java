package io.ksail.cli;

import io.ksail.KsailException;

/** The host has no cluster of the name that was given. */
final class NoSuchClusterException extends KsailException {

    private static final long serialVersionUID = 1L;

    NoSuchClusterException(String name, String host) {
        super(
                "Cluster '%s' can't be found".formatted(name),
                "the host of %s has no cluster of that name".formatted(host),
                "see which there are: ksail cluster list");
    }
}
