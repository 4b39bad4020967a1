package io.ksail.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code ksail} itself. */
@Command(
        name = "ksail",
        description = "Kubernetes clusters that run as pods on another cluster.",
        versionProvider = Ksail.Version.class,
        footer = {
            "%nExit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 no such cluster, 130 interrupted.",
            "Manual: docs/cli.md. Try: ksail cluster create --help"
        })
final class Ksail {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show what the library logs, and stack traces, on standard error.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Ksail.class.getPackage().getImplementationVersion();
            return new String[] {"ksail " + (version == null ? "(not packaged)" : version)};
        }
    }
}
