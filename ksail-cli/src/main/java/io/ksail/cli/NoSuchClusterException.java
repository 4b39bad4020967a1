package io.ksail.cli;

import io.ksail.KsailException;

/** The host has no cluster of the name that was given. */
final class NoSuchClusterException extends KsailException {

    private static final long serialVersionUID = 1L;

    NoSuchClusterException(String tried, String seen, String remedy) {
        super(tried, seen, remedy);
    }
}
