package io.ksail.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where results (standard output) and messages (standard error) go, both in UTF-8, and what can be shown there. A JVM
 * can't tell whether its streams are terminals; the script that starts it can, and says so.
 */
final class Console {

    private static final String OUT_IS_TERMINAL = "ksail.terminal.out";
    private static final String ERR_IS_TERMINAL = "ksail.terminal.err";
    private static final String COLUMNS = "ksail.terminal.columns";

    private final PrintStream out;
    private final StatusLine status;
    private final PrintStream err;
    private final Terminals terminals;

    Console(OutputStream out, OutputStream err, Terminals terminals) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.status = new StatusLine(err);
        this.err = new PrintStream(status, false, StandardCharsets.UTF_8);
        this.terminals = terminals;
    }

    static Console ofProcess() {
        return new Console(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Terminals.of(
                        Boolean.getBoolean(OUT_IS_TERMINAL),
                        Boolean.getBoolean(ERR_IS_TERMINAL),
                        Integer.getInteger(COLUMNS, 0),
                        System::getenv));
    }

    /** For results only. */
    PrintStream out() {
        return out;
    }

    /** For everything that is said meanwhile. */
    PrintStream err() {
        return err;
    }

    Style outStyle() {
        return new Style(terminals.colouredOut());
    }

    Style errStyle() {
        return new Style(terminals.colouredErr());
    }

    /** Something that was done or seen, in a line of its own. */
    void say(String text) {
        err.println(text);
    }

    /** How far something has come: a line that changes, where there is a terminal; else a line per result. */
    ShownProgress progress() {
        return terminals.live() ? new LiveProgress(status, errStyle(), terminals.columns()) : new PlainProgress(err);
    }

    void flush() {
        out.flush();
        try {
            status.finish();
        } catch (IOException e) {
            // Nobody reads any more.
            return;
        }
    }
}
