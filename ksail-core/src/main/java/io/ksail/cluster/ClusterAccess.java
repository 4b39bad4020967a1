package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.access.Access;
import io.ksail.access.Accesses;
import io.ksail.exposure.Exposure;
import io.ksail.internal.LentClient;
import io.ksail.internal.kubeconfig.TemporaryFile;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.Talosconfig;
import io.ksail.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every way into a cluster, for whoever asks for it; all are closed together. Thread-safe. */
final class ClusterAccess implements AutoCloseable {

    private final ClusterSpec spec;
    private final Exposure exposure;
    private final ReachableEndpoint way;
    private final KubernetesClient client;
    private final LentClient lentClient;
    private final InHostAddress inHost;
    private final TalosAccess talos;
    private final TemporaryFile kubeconfigFile;
    private final Accesses accesses;

    ClusterAccess(
            ClusterSpec spec, Exposure exposure, ReachableEndpoint way, KubernetesClient client, TalosAccess talos) {
        String name = spec.name().value();
        this.spec = spec;
        this.exposure = exposure;
        this.way = way;
        this.client = client;
        this.lentClient = LentClient.of(client);
        this.inHost = new InHostAddress(talos.host(), spec);
        this.talos = talos;
        this.kubeconfigFile = TemporaryFile.of(name, way.kubeconfig());
        this.accesses = new Accesses(name, way.kubeconfig(), client);
    }

    String kubernetesVersion() {
        return client.getKubernetesVersion().getGitVersion();
    }

    Exposure exposure() {
        return exposure;
    }

    Kubeconfig kubeconfig() {
        return way.kubeconfig();
    }

    Path kubeconfigFile() {
        return kubeconfigFile.path();
    }

    Kubeconfig kubeconfigForPods() {
        return inHost.kubeconfig(way.kubeconfig());
    }

    Talosconfig talosconfig() {
        return talos.talosconfig();
    }

    Path talosconfigFile() {
        return talos.file();
    }

    /** One for everybody. KSail's own is another one, which nobody else can close or change. */
    KubernetesClient client() {
        return lentClient;
    }

    Access user(String user, List<String> groups) {
        return accesses.user(user, groups);
    }

    Access serviceAccount(String namespace, String account) {
        return accesses.serviceAccount(namespace, account);
    }

    /** What has become of the address, if it leads nowhere any more. */
    Optional<ClusterLostException> lostAddress() {
        return way.offer()
                .broken(way.endpoint())
                .map(how -> new ClusterLostException(
                        "Cluster '%s' has lost its address".formatted(spec.name()),
                        how,
                        "find out what has changed it on the host, and create the cluster again"));
    }

    @Override
    public void close() {
        accesses.close();
        lentClient.takeBack();
        talos.close();
        kubeconfigFile.close();
    }
}
