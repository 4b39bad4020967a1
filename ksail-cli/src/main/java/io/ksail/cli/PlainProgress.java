package io.ksail.cli;

import io.ksail.internal.Durations;
import java.io.PrintStream;
import java.time.Duration;

/** A line per result, for logs and pipes. */
final class PlainProgress implements ShownProgress {

    private final PrintStream messages;

    PlainProgress(PrintStream messages) {
        this.messages = messages;
    }

    @Override
    public void begun(String stage) {
        // What has a result is told then.
    }

    @Override
    public void done(String result, Duration took) {
        messages.println("%s (%s)".formatted(Style.printable(result), Durations.readable(took)));
    }

    @Override
    public void failed() {
        // The error says what did not work.
    }

    @Override
    public void close() {
        messages.flush();
    }
}
