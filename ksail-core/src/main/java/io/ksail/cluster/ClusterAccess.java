package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.access.Access;
import io.ksail.access.Accesses;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.internal.Causes;
import io.ksail.internal.LentClient;
import io.ksail.internal.kubeconfig.TemporaryFile;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.Talosconfig;
import io.ksail.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every way into a cluster, for whoever asks for it; all are closed together. Thread-safe. */
final class ClusterAccess implements AutoCloseable {

    private final ClusterSpec spec;
    private final Exposure exposure;
    private final ReachableEndpoint reachable;
    private final KubernetesClient client;
    private final LentClient lentClient;
    private final InHostAddress inHost;
    private final TalosAccess talos;
    private final TemporaryFile kubeconfigFile;
    private final Accesses accesses;

    ClusterAccess(
            ClusterSpec spec,
            Exposure exposure,
            ReachableEndpoint reachable,
            KubernetesClient client,
            TalosAccess talos) {
        String name = spec.name().value();
        this.spec = spec;
        this.exposure = exposure;
        this.reachable = reachable;
        this.client = client;
        this.lentClient = LentClient.of(client);
        this.inHost = new InHostAddress(talos.host(), spec);
        this.talos = talos;
        this.kubeconfigFile = TemporaryFile.of(name, reachable.kubeconfig());
        this.accesses = new Accesses(name, reachable.kubeconfig(), client);
    }

    String kubernetesVersion() {
        return client.getKubernetesVersion().getGitVersion();
    }

    Exposure exposure() {
        return exposure;
    }

    Kubeconfig kubeconfig() {
        return reachable.kubeconfig();
    }

    Path kubeconfigFile() {
        return kubeconfigFile.path();
    }

    Kubeconfig kubeconfigForPods() {
        return inHost.kubeconfig(reachable.kubeconfig());
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
        return reachable
                .offer()
                .broken(reachable.endpoint())
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

    /**
     * Where the API of a nested cluster is reached from pods, on the host or nested in it: at the address of its Service, which
     * is in the certificate, and which every pod on the host is led to.
     */
    private record InHostAddress(KubernetesClient host, ClusterSpec spec) {

        Kubeconfig kubeconfig(Kubeconfig fromHere) {
            try {
                Service service = host.services()
                        .inNamespace(spec.namespace())
                        .withName(spec.namespace())
                        .get();
                if (service == null || !hasAddress(service)) {
                    throw failure(
                            "namespace %s has no Service %s with an address of its own"
                                    .formatted(spec.namespace(), spec.namespace()),
                            null);
                }
                return fromHere.at(new Endpoint(
                                service.getSpec().getClusterIP(),
                                service.getSpec().getPorts().get(0).getPort())
                        .url());
            } catch (KubernetesClientException e) {
                throw failure(Causes.message(e), e);
            }
        }

        /** Whoever may write in the namespace may have changed it; who answers there is verified by the certificate. */
        private static boolean hasAddress(Service service) {
            String address = service.getSpec().getClusterIP();
            return address != null
                    && !address.isEmpty()
                    && !"None".equals(address)
                    && !service.getSpec().getPorts().isEmpty();
        }

        private KsailException failure(String seen, @Nullable Throwable cause) {
            return new KsailException(
                    "The address of cluster '%s' for pods is not available".formatted(spec.name()),
                    seen,
                    "check that the cluster is there, and that the host's user may get services",
                    cause);
        }
    }
}
