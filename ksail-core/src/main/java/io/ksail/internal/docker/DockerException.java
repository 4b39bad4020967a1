package io.ksail.internal.docker;

import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.util.List;
import java.util.stream.Collectors;

/** A command of the Docker client failed, or one in a container that it started. */
public final class DockerException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_LINES = 25;
    private static final int LONGEST_LINE = 300;

    /**
     * Makes one of what a command has left.
     *
     * @param what what was done, such as {@code pulling kindest/node:v1.36.4}
     * @param outcome what the command said
     */
    DockerException(String what, Outcome outcome) {
        super("%s failed with exit code %d: %s".formatted(what, outcome.exitCode(), message(outcome)));
    }

    /** The last lines, since those say how it ended. */
    private static String message(Outcome outcome) {
        List<String> lines = (outcome.out() + "\n" + outcome.err())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …")
                .toList();
        return lines.stream().skip(Math.max(0, lines.size() - MOST_LINES)).collect(Collectors.joining("\n  "));
    }

    /**
     * The same as something that ends a creation.
     *
     * @param remedy what to do about it
     * @return an exception that says what was seen, and that
     */
    public UnrecoverableException unrecoverable(String remedy) {
        return new UnrecoverableException(new Problem(getMessage(), remedy));
    }
}
