package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.distribution.Nodes;
import io.ksail.exposure.Exposure;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A nested cluster that is ready to be used. Closing it asks the host to delete it and returns at once; the host goes
 * on by itself. Thread-safe.
 */
public final class Cluster implements AutoCloseable {

    private final ClusterSpec spec;
    private final Exposure exposure;
    private final WayIn.Found way;
    private final KubernetesClient client;
    private final String kubernetesVersion;
    private final Nodes nodes;
    private final Removal removal;
    private final NodeLoss loss;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean kept;
    private @Nullable Path kubeconfigFile;

    Cluster(
            ClusterSpec spec,
            Exposure exposure,
            WayIn.Found way,
            KubernetesClient client,
            Nodes nodes,
            Removal removal,
            NodeLoss loss) {
        this.spec = spec;
        this.exposure = exposure;
        this.way = way;
        this.client = client;
        this.kubernetesVersion = client.getKubernetesVersion().getGitVersion();
        this.nodes = nodes;
        this.removal = removal;
        this.loss = loss;
    }

    /**
     * The cluster's name.
     *
     * @return a DNS label
     */
    public String name() {
        return spec.name().value();
    }

    /**
     * The namespace on the host that holds everything of this cluster.
     *
     * @return such as {@code k3k-demo}
     */
    public String namespace() {
        return spec.namespace();
    }

    /**
     * Which Kubernetes it runs.
     *
     * @return the distribution
     */
    public DistributionType distribution() {
        return spec.distribution();
    }

    /**
     * The version that its API server reports.
     *
     * @return such as {@code v1.34.4+k3s1}
     */
    public String kubernetesVersion() {
        return kubernetesVersion;
    }

    /**
     * The URL of its API, which is in the API server's certificate.
     *
     * @return such as {@code https://172.17.0.3:31234}
     */
    public String apiUrl() {
        return exposure.url();
    }

    /**
     * How its API is made reachable.
     *
     * @return the tier, the address, and why better tiers were passed over
     */
    public Exposure exposure() {
        return exposure;
    }

    /**
     * The administrator's way in.
     *
     * @return a kubeconfig with one context
     */
    public Kubeconfig kubeconfig() {
        return way.kubeconfig();
    }

    /**
     * The kubeconfig as a file that only its owner can read; written at the first call, deleted when the cluster is
     * closed.
     *
     * @return the same path at each call
     * @throws KsailException if the file can't be written
     */
    public synchronized Path kubeconfigFile() {
        if (kubeconfigFile == null) {
            try {
                Path file = Files.createTempDirectory("ksail-" + name() + "-").resolve("kubeconfig.yaml");
                way.kubeconfig().writeTo(file);
                file.getParent().toFile().deleteOnExit();
                file.toFile().deleteOnExit();
                kubeconfigFile = file;
            } catch (IOException e) {
                throw new KsailException(
                        "The kubeconfig of cluster '%s' can't be written".formatted(name()),
                        String.valueOf(e),
                        "make the directory for temporary files writable (java.io.tmpdir)",
                        e);
            }
        }
        return kubeconfigFile;
    }

    /**
     * An administrator's client.
     *
     * @return a client that this cluster owns; it is closed with the cluster
     */
    public KubernetesClient client() {
        return client;
    }

    /**
     * Puts images onto every node, so that pods can run them without a registry.
     *
     * @param archives OCI or Docker archives, as {@code docker save} writes them
     * @throws KsailException if an archive can't be read or a node refuses it
     */
    public void loadImages(Path... archives) {
        for (Path archive : archives) {
            nodes.loadImages(archive);
        }
    }

    /**
     * What has happened to the cluster on its host since it was handed over, if it is of no use any more: the pods of its
     * control plane, or its address. Asks the host.
     *
     * @return an error to throw, or to add to another one; empty while nothing is known to be wrong
     */
    public Optional<ClusterLostException> loss() {
        return loss.seen().or(() -> way.offer()
                .broken(way.endpoint())
                .map(how -> new ClusterLostException(
                        "Cluster '%s' has lost its address".formatted(name()),
                        how,
                        "find out what has changed it on the host, and create the cluster again")));
    }

    /**
     * Leaves the cluster on the host when it is closed, or when this process ends: until somebody deletes it.
     *
     * @throws KsailException if the host does not take its lease off; it is then deleted when that runs out
     * @see Clusters#delete
     */
    public void keep() {
        kept = true;
        removal.forgoForGood();
    }

    /**
     * Leaves the cluster on the host when it is closed, or when this process ends: for as long as its lease lasts, which
     * is no longer renewed.
     */
    public void keepForItsLease() {
        kept = true;
        removal.forgo();
    }

    /** Asks the host to delete the cluster, unless it is to be kept, and returns; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                loss.close();
                client.close();
                way.offer().close();
                deleteKubeconfigFile();
            } finally {
                if (!kept) {
                    removal.run();
                }
            }
        }
    }

    private synchronized void deleteKubeconfigFile() {
        if (kubeconfigFile != null) {
            try {
                Files.deleteIfExists(kubeconfigFile);
                Files.deleteIfExists(kubeconfigFile.getParent());
            } catch (IOException e) {
                // Deleted when the JVM ends, at the latest.
                return;
            }
        }
    }

    @Override
    public String toString() {
        return "cluster %s (%s %s) at %s".formatted(name(), distribution(), kubernetesVersion, apiUrl());
    }
}
