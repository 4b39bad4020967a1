package io.ksail.cli;

/** What the process says when it ends. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILURE = 1;

    /** Wrong usage, or a configuration that can't be used. */
    static final int USAGE = 2;

    static final int NO_SUCH_CLUSTER = 3;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
