package io.ksail.cli;

/** The process was told to end; whoever is in the middle of something undoes it. */
final class InterruptedByUser extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InterruptedByUser() {
        super("interrupted");
    }
}
