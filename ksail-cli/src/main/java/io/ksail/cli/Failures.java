package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.spec.InvalidSpecException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says what went wrong, and gives the exit code for it. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Session session;
    private final BooleanSupplier verbose;

    Failures(Session session, BooleanSupplier verbose) {
        this.session = session;
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        KsailException wrong = Usage.wrong(e);
        say(wrong);
        return code(wrong);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        int code = session.interruption().signalled() ? interrupted(e) : failed(e);
        if (verbose.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            session.console().say(Style.printable(trace.toString()));
        }
        return code;
    }

    private int interrupted(Exception e) {
        String consequence = session.interruption().consequence();
        session.console().say("interrupted" + (consequence.isEmpty() ? "" : ": " + consequence));
        sayWhatIsMore(e);
        return ExitCode.INTERRUPTED;
    }

    private int failed(Exception e) {
        if (e instanceof ParameterException wrongUse) {
            return handleParseException(wrongUse, new String[0]);
        }
        if (e instanceof KsailException known) {
            say(known);
            return code(known);
        }
        say(new KsailException(
                "The command failed in a way that it does not know",
                Causes.message(e),
                "try again; --verbose shows where it happened",
                e));
        return ExitCode.FAILURE;
    }

    private void say(KsailException e) {
        session.console().say(label() + Style.printable(e.getMessage()));
        sayWhatIsMore(e);
    }

    /** What could not be undone either. */
    private void sayWhatIsMore(Exception e) {
        Arrays.stream(e.getSuppressed())
                .filter(KsailException.class::isInstance)
                .forEach(more -> say((KsailException) more));
    }

    private String label() {
        return session.console().errStyle().bad("error:") + " ";
    }

    private static int code(KsailException e) {
        if (e instanceof InvalidSpecException) {
            return ExitCode.USAGE;
        }
        return e instanceof NoSuchClusterException ? ExitCode.NO_SUCH_CLUSTER : ExitCode.FAILURE;
    }
}
