package io.ksail.junit;

import io.ksail.internal.Versions;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import java.util.Optional;

/**
 * Which Kubernetes the tests of K3s and Vanilla run: the one that nobody has to name, or that of {@code
 * -Dksail.kubernetesVersion}. Fixture classes get it by {@link Kit}. The host stays what it is.
 */
final class TestedVersion {

    private TestedVersion() {}

    static Optional<String> asked() {
        return Optional.ofNullable(System.getProperty("ksail.kubernetesVersion"));
    }

    /** What a cluster says that it has begins with this: {@code v1.36.4}, or {@code v1.35.} where no patch is asked for. */
    static String prefix() {
        return asked().map(version -> "v" + version + (version.matches("\\d+\\.\\d+") ? "." : ""))
                .orElse("v" + Versions.KUBERNETES);
    }

    static ClusterSpecBuilder named(String cluster) {
        ClusterSpecBuilder spec = ClusterSpec.named(cluster);
        asked().ifPresent(spec::kubernetesVersion);
        return spec;
    }
}
