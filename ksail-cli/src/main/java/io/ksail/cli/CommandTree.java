package io.ksail.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** All commands, and how they are run. */
final class CommandTree {

    private static final String DEBUG_VARIABLE = "KSAIL_DEBUG";

    private final Session session;
    private final Ksail root = new Ksail();

    private CommandTree(Session session) {
        this.session = session;
    }

    static CommandLine of(Session session) {
        return new CommandTree(session).commandLine();
    }

    private CommandLine commandLine() {
        CommandLine cluster = new CommandLine(new ClusterCommand())
                .addSubcommand(new CreateCommand(session))
                .addSubcommand(new ListCommand(session))
                .addSubcommand(new InfoCommand(session))
                .addSubcommand(new KubeconfigCommand(session))
                .addSubcommand(new DeleteCommand(session))
                .addSubcommand(new StartCommand(session))
                .addSubcommand(new StopCommand(session));
        CommandLine host = new CommandLine(new HostCommand())
                .addSubcommand(new HostUpCommand(session))
                .addSubcommand(new HostStatusCommand(session))
                .addSubcommand(new HostDownCommand(session));
        CommandLine pool = new CommandLine(new PoolCommand())
                .addSubcommand(new PoolFillCommand(session))
                .addSubcommand(new PoolDrainCommand(session));
        CommandLine tree = new CommandLine(root)
                .addSubcommand(cluster)
                .addSubcommand(host)
                .addSubcommand(pool)
                .addSubcommand(new DoctorCommand(session))
                .addSubcommand(new ConfigCommand(session))
                .addSubcommand(new CompletionCommand(session));
        Failures failures = new Failures(session, this::verbose);
        return tree.setOut(new PrintWriter(session.console().out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(session.console().err(), true, StandardCharsets.UTF_8))
                .setColorScheme(colours())
                .setUsageHelpAutoWidth(false)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setExecutionStrategy(this::run)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    private ColorScheme colours() {
        return CommandLine.Help.defaultColorScheme(session.console().outStyle().coloured() ? Ansi.ON : Ansi.OFF);
    }

    /** A command that only holds others says what they are. */
    private int run(ParseResult parsed) {
        Logging.configure(verbose());
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        if (!last.isUsageHelpRequested()
                && !last.isVersionHelpRequested()
                && !command.getSubcommands().isEmpty()) {
            command.usage(command.getOut());
            return ExitCode.OK;
        }
        Usage.requireValues(last);
        return new RunLast().execute(parsed);
    }

    private boolean verbose() {
        return root.verbose() || session.environment().variable(DEBUG_VARIABLE).isPresent();
    }
}
