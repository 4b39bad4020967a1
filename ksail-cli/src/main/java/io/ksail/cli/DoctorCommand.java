package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.Clusters;
import io.ksail.doctor.Doctor;
import io.ksail.doctor.Finding;
import io.ksail.doctor.Finding.Level;
import io.ksail.host.Host;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.KsailConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ksail doctor}. */
@Command(
        name = "doctor",
        description = {
            "Say whether nested clusters can be created on the host, and what would be missing;",
            "where there is a ksail.yaml, whether its cluster can.",
            "Ends with 1 if none can be created; nothing is left on the host."
        },
        footer = {
            "%nExamples:",
            "  ksail doctor",
            "  ksail doctor --distribution VCluster",
            "  ksail doctor --host-context ci -o json"
        })
final class DoctorCommand extends CommandOnHost {

    private static final String ANY = "doctor";
    private static final String UNDER_THE_FINDING = "\n" + " ".repeat(27);

    @Option(
            names = "--distribution",
            paramLabel = "NAME",
            completionCandidates = Choices.Distributions.class,
            description = "For a cluster of which Kubernetes: ${COMPLETION-CANDIDATES} (default: that of"
                    + " ksail.yaml, then K3s).")
    private @Nullable String distribution;

    @Mixin
    private final OutputOption output = new OutputOption();

    DoctorCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        List<Finding> findings;
        Optional<KsailConfig> config = config(Optional.empty());
        ClusterSpec spec = meant(config);
        try (Host host = host(config)) {
            console().say(Style.printable("host: " + host));
            console().say("for a cluster of distribution: " + spec.distribution());
            findings = Doctor.examine(host, spec);
        }
        console().out().print(output.written(() -> lines(findings, console().outStyle()), () -> findings.stream()
                .map(DoctorCommand::fields)
                .toList()));
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Level.FAILURE);
        return failed ? ExitCode.FAILURE : ExitCode.OK;
    }

    private ClusterSpec meant(Optional<KsailConfig> config) {
        ClusterSpecBuilder spec =
                config.map(file -> file.cluster().toBuilder()).orElseGet(() -> ClusterSpec.named(ANY));
        ClusterSpec meant =
                (distribution == null ? spec : spec.distribution(Choices.distribution(distribution))).build();
        return config.isPresent() ? meant : withWorker(meant);
    }

    /** Which takes more than one without, where the distribution has workers. */
    private static ClusterSpec withWorker(ClusterSpec any) {
        ClusterSpec more = any.toBuilder().workers(1).build();
        try {
            Clusters.check(more);
            return more;
        } catch (KsailException e) {
            return any;
        }
    }

    /** A line for each finding, and what to do about it below. */
    static String lines(List<Finding> findings, Style style) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(mark(finding.level(), style))
                    .append("  %-16s ".formatted(finding.check()))
                    .append(indented(finding.seen()))
                    .append('\n');
            if (!finding.remedy().isEmpty()) {
                text.append(UNDER_THE_FINDING.substring(1))
                        .append("do: ")
                        .append(indented(finding.remedy()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static String mark(Level level, Style style) {
        return switch (level) {
            case OK -> style.good("ok     ");
            case WARNING -> style.waiting("warning");
            case FAILURE -> style.bad("failure");
        };
    }

    private static String indented(String text) {
        return Style.printable(text.strip()).replace("\n", UNDER_THE_FINDING);
    }

    private static Map<String, @Nullable Object> fields(Finding finding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("check", finding.check());
        fields.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        fields.put("seen", finding.seen());
        fields.put("remedy", finding.remedy().isEmpty() ? null : finding.remedy());
        return fields;
    }
}
