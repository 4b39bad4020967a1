package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.kubeconfig.NestedApi;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.Disposal;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A cluster that another process has created, and that is ready, as one to be used here. */
final class RunningCluster {

    private final KubernetesClient host;
    private final ApiExposure more;
    private final ClusterSpec spec;
    private final Deadline deadline;

    RunningCluster(ApiExposure more, ClusterSpec spec, Deadline deadline) {
        this.host = more.host().client();
        this.more = more;
        this.spec = spec;
        this.deadline = deadline;
    }

    Cluster handle(Namespace namespace, Disposal disposal) throws InterruptedException {
        Distribution distribution = Distribution.of(spec.distribution());
        Kubeconfig kubeconfig = new KubeconfigSecret(host)
                .read(namespace)
                .orElseThrow(() -> failure("namespace %s holds no kubeconfig".formatted(spec.namespace()), null));
        reach(kubeconfig);
        Exposure exposure = exposure(namespace, kubeconfig);
        Nodes nodes = distribution.running(
                new StartRequest(host, spec, spec.namespace(), distribution.labels(spec), exposure.sans(), List.of())
                        .with(more.host().images()));
        ReachableEndpoint reachable = ReachableEndpoint.foundByOthers(exposure, kubeconfig);
        Resources opened = new Resources();
        try {
            KubernetesClient nested = opened.add(reachable.newClient(), KubernetesClient::close);
            ClusterAccess access = opened.add(
                    new ClusterAccess(
                            spec,
                            exposure,
                            reachable,
                            nested,
                            new TalosAccess(more, spec, disposal.namespace(), nodes)),
                    ClusterAccess::close);
            return Cluster.of(spec, access, nodes, disposal, opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** An address is good for whoever made the cluster; whether it is from here is seen by using it. */
    private void reach(Kubeconfig kubeconfig) throws InterruptedException {
        try {
            new NestedApi(kubeconfig).awaitReady(deadline, new CompletableFuture<>());
        } catch (TimeoutException | ExecutionException e) {
            throw failure(Causes.message(e), e);
        }
    }

    private Exposure exposure(Namespace namespace, Kubeconfig kubeconfig) {
        URI server = URI.create(kubeconfig.clientConfig().getMasterUrl());
        String address = server.getHost().replaceAll("[\\[\\]]", "");
        ExposureType tier = ClusterLabels.annotation(namespace, ClusterLabels.EXPOSURE)
                .flatMap(name -> Arrays.stream(ExposureType.values())
                        .filter(type -> type.yamlName().equals(name))
                        .findFirst())
                .orElse(ExposureType.NODE_PORT);
        return new Exposure(tier, new Endpoint(address, server.getPort()), List.of(), List.of());
    }

    private KsailException failure(String seen, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ClusterCreationException(
                "The shared cluster '%s' can't be reached from here".formatted(spec.name()),
                seen,
                "open the way from here to that address of the host, and let the host's user get secrets",
                cause);
    }
}
