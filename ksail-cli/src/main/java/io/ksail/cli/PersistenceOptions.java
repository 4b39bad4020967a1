package io.ksail.cli;

import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whether a cluster's state outlives its pods. */
final class PersistenceOptions {

    @Option(
            names = "--persistence",
            negatable = true,
            description = "Keep the cluster's state in a claim of the host (default: no; it is gone with its pod).")
    private @Nullable Boolean enabled;

    @Option(
            names = "--storage-class",
            paramLabel = "NAME",
            description = "The claim's StorageClass (default: the host's default one).")
    private @Nullable String storageClass;

    @Option(names = "--storage-size", paramLabel = "QUANTITY", description = "The claim's size (default: 20Gi).")
    private @Nullable String size;

    void apply(ClusterSpecBuilder spec, Optional<Persistence> file) {
        Persistence wanted = file.orElse(Persistence.EPHEMERAL);
        if (enabled != null) {
            wanted = wanted.withEnabled(enabled);
        }
        if (storageClass != null) {
            wanted = requireEnabled("--storage-class", wanted).withStorageClassName(storageClass);
        }
        if (size != null) {
            wanted = requireEnabled("--storage-size", wanted).withSize(new ResourceQuantity(size));
        }
        spec.persistence(wanted);
    }

    private static Persistence requireEnabled(String option, Persistence wanted) {
        if (!wanted.enabled()) {
            throw Usage.wrong(option, "the cluster has no claim without --persistence", "add --persistence");
        }
        return wanted;
    }
}
