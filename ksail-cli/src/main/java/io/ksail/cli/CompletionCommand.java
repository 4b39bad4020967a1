package io.ksail.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ksail completion}: scripts that complete commands and options in a shell. */
@Command(name = "completion", description = "Write a script that completes commands and options in a shell.")
final class CompletionCommand {

    private final Session session;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Command(name = "bash", description = "For bash: source <(ksail completion bash)")
    int bash() {
        return write();
    }

    /** The script goes bash's way in zsh too. */
    @Command(name = "zsh", description = "For zsh: source <(ksail completion zsh)")
    int zsh() {
        return write();
    }

    private int write() {
        CommandLine root = spec.root().commandLine();
        session.console().out().print(AutoComplete.bash(root.getCommandName(), root));
        return ExitCode.OK;
    }
}
