package io.ksail.cli;

/** What {@code bin/ksail} starts. */
public final class Main {

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Console console = Console.ofProcess();
        // What the library logs goes where messages go, so that it does not break the line that shows the progress.
        System.setErr(console.err());
        Interruption interruption = new Interruption(Thread.currentThread());
        interruption.listen();
        Session session = new Session(console, Environment.ofProcess(), interruption);
        int code = ExitCode.INTERRUPTED;
        try {
            code = CommandTree.of(session).execute(args);
        } catch (LinkageError e) {
            // The library refuses to begin what it could not undo any more, as the JVM is ending.
            if (!interruption.signalled()) {
                throw e;
            }
        } finally {
            console.flush();
            interruption.over(code);
        }
        System.exit(code);
    }
}
