package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.ShutdownCleanup;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.time.Duration;

/**
 * A namespace on a host, like that of a cluster but with nothing in it, to try out what the host admits. It is gone when
 * this is closed; if the process is killed before, whoever creates a cluster on the host next removes it.
 */
public final class ProbeNamespace implements AutoCloseable {

    private static final Duration LEASE = Duration.ofMinutes(2);

    private final ClusterNamespace namespace;
    private final Runnable atShutdown = this::delete;

    private ProbeNamespace(ClusterNamespace namespace) {
        this.namespace = namespace;
        ShutdownCleanup.add(atShutdown);
    }

    /**
     * Creates the namespace.
     *
     * @param host where
     * @param name what it is called after {@code ksail-}; a random part is appended
     * @return the namespace; the caller closes it
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the host does not let its user create it
     */
    public static ProbeNamespace create(Host host, String name) {
        ClusterSpec probe = ClusterSpec.named(new ClusterName(name).unique())
                .distribution(DistributionType.VANILLA)
                .lease(LEASE)
                .build();
        return new ProbeNamespace(ClusterNamespace.made(
                host.client(),
                ConfirmedCreation.create(
                        host.client(), ClusterLabels.namespace(probe, ClusterLabels.labels(probe), true)),
                PreDeleteHook.OF_DISTRIBUTION));
    }

    /**
     * Its name.
     *
     * @return such as {@code ksail-doctor-x7k2p}
     */
    public String name() {
        return namespace.name();
    }

    /** Asks the host to delete it and returns; the host goes on by itself. */
    @Override
    public void close() {
        try {
            delete();
        } finally {
            ShutdownCleanup.remove(atShutdown);
        }
    }

    private void delete() {
        namespace.delete();
    }
}
