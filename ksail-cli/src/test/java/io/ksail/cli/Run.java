package io.ksail.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** One command in this JVM, without a host, and what it says. */
record Run(int code, String out, String err) {

    static Run of(Path directory, String... arguments) {
        return of(directory, Map.of(), arguments);
    }

    static Run of(Path directory, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(out, err, Terminals.NONE);
        Session session = new Session(
                console,
                new Environment(environment::get, directory, directory),
                new Interruption(Thread.currentThread()));
        int code = CommandTree.of(session).execute(arguments);
        console.flush();
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
