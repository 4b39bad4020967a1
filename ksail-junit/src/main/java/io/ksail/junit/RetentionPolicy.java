package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What happens to a cluster when the context that it belongs to ends.
 *
 * @param keep whether it is kept to be looked at
 * @param keepFor for how long
 * @param host on which host it is
 * @param failed whether one of its tests has failed
 */
record RetentionPolicy(Keep keep, Duration keepFor, HostRequest host, BooleanSupplier failed) {

    void close(Cluster cluster) {
        boolean toBeKept = keep == Keep.ALWAYS || (keep == Keep.ON_FAILURE && failed.getAsBoolean());
        try {
            if (toBeKept) {
                keep(cluster);
            }
        } finally {
            cluster.close();
        }
    }

    /** For a person, who may have no logger: printed. */
    private void keep(Cluster cluster) {
        Path kubeconfig = survivingKubeconfig(cluster);
        cluster.keepFor(keepFor);
        System.out.printf(
                "Cluster '%s' is kept: kubectl --kubeconfig %s get pods -A; %s%n",
                cluster.name(), kubeconfig, afterwards(cluster.name()));
    }

    private String afterwards(String name) {
        boolean embedded = host.decided() == HostKind.EMBEDDED;
        return embedded && !host.shared()
                ? "it ends with this JVM, which has the host for itself (ksail.host.shared=false)"
                : "the host deletes it in %s, or at once: ksail cluster delete %s%s"
                        .formatted(Durations.readable(keepFor), name, embedded ? " --host embedded" : "");
    }

    private static Path survivingKubeconfig(Cluster cluster) {
        try {
            Path file = Files.createTempDirectory("ksail-kept-" + cluster.name() + "-")
                    .resolve("kubeconfig.yaml");
            cluster.kubeconfig().writeTo(file);
            return file;
        } catch (IOException e) {
            throw new KsailException(
                    "Cluster '%s' is not kept".formatted(cluster.name()),
                    "its kubeconfig can't be written: " + e,
                    "make the directory for temporary files writable (java.io.tmpdir)",
                    e);
        }
    }
}
