package io.ksail.cli;

import io.ksail.spec.ClusterSpecBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to wait for, and how long a cluster lives. */
final class TimeOptions {

    private static final String READY_TIMEOUT_VARIABLE = "KSAIL_NESTED_READY_TIMEOUT";

    @Option(
            names = "--wait",
            paramLabel = "STAGE",
            arity = "0..1",
            fallbackValue = "usable",
            description = "How far the cluster must have come: api (its API answers), usable (its nodes are Ready, a"
                    + " pod is accepted) or system (its DNS answers) (default: usable).")
    private @Nullable String readiness;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long that may take, such as 90s (default: $KSAIL_NESTED_READY_TIMEOUT, then that of"
                    + " ksail.yaml, then 3m).")
    private @Nullable String timeout;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "How long the cluster lives; the host then deletes it by itself (default: until it is"
                    + " deleted).")
    private @Nullable String timeToLive;

    void apply(ClusterSpecBuilder spec, Environment environment) {
        Optional.ofNullable(readiness).map(Choices::readiness).ifPresent(spec::readiness);
        Optional.ofNullable(timeout)
                .map(typed -> Choices.duration("option --timeout", typed))
                .or(() -> environment
                        .variable(READY_TIMEOUT_VARIABLE)
                        .map(text -> Choices.duration("environment variable " + READY_TIMEOUT_VARIABLE, text)))
                .ifPresent(spec::readyTimeout);
        Optional.ofNullable(timeToLive)
                .map(typed -> Choices.duration("option --ttl", typed))
                .ifPresent(spec::lease);
    }

    boolean limitedInTime() {
        return timeToLive != null;
    }
}
