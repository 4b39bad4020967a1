package io.ksail.cli;

import io.ksail.host.HostKind;
import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import io.ksail.spec.ExposureType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values that some options take, in the words of {@code ksail.yaml}; upper and lower case are the same. */
final class Choices {

    private static final String ONLY_PROVIDER = "Kubernetes";

    private Choices() {}

    static String distribution(String typed) {
        return oneOf("--distribution", typed, DistributionDescriptor.names(), Function.identity());
    }

    /** For help and completion. */
    static final class Distributions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return DistributionDescriptor.names().iterator();
        }
    }

    static ExposureType exposure(String typed) {
        return oneOf("--exposure", typed, List.of(ExposureType.values()), ExposureType::yamlName);
    }

    static Readiness readiness(String typed) {
        return oneOf("--wait", typed, List.of(Readiness.values()), Readiness::yamlName);
    }

    static HostKind host(String typed) {
        return oneOf(
                "--host", typed, List.of(HostKind.values()), kind -> kind.name().toLowerCase(Locale.ROOT));
    }

    static OutputOption.Format output(String typed) {
        return oneOf("--output", typed, List.of(OutputOption.Format.values()), format -> format.name()
                .toLowerCase(Locale.ROOT));
    }

    static void requireProvider(@Nullable String typed) {
        if (typed != null && !typed.equalsIgnoreCase(ONLY_PROVIDER)) {
            throw new InvalidSpecException(
                    "The provider '%s' can't be used".formatted(Redaction.quoted(typed)),
                    "this tool makes clusters on the provider Kubernetes only: as pods on a host cluster",
                    "leave --provider out, or use the KSail command line tool for other providers");
        }
    }

    static Duration duration(String where, String typed) {
        Duration value = Durations.parse(typed)
                .orElseThrow(() -> new InvalidSpecException(
                        "The %s '%s' can't be used".formatted(where, Redaction.quoted(typed)),
                        "it " + Durations.whatIsWrongWith(typed),
                        "write it like 90s, 3m, 1m30s or PT3M"));
        if (value.isZero() || value.isNegative()) {
            throw new InvalidSpecException(
                    "The %s '%s' can't be used".formatted(where, Redaction.quoted(typed)),
                    "it is not a positive duration",
                    "write it like 90s, 3m or 1m30s, or leave it out");
        }
        return value;
    }

    private static <T> T oneOf(String option, String typed, List<T> values, Function<T, String> name) {
        return values.stream()
                .filter(value -> name.apply(value).equalsIgnoreCase(typed))
                .findFirst()
                .orElseThrow(() -> Usage.wrong(
                        option,
                        "there is no '%s'".formatted(Redaction.quoted(typed)),
                        "use one of: " + values.stream().map(name).collect(Collectors.joining(", "))));
    }
}
