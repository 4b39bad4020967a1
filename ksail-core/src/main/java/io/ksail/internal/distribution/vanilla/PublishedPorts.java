package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.DockerPod;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ports of nodes that {@code kind.yaml} publishes: the pod has them, and a Service of the host brings them there. */
record PublishedPorts(StartRequest request, KindConfig config) {

    Optional<Service> service() {
        List<ServicePort> ports = config.nodes().stream()
                .flatMap(node -> node.ports().stream())
                .map(port -> new ServicePortBuilder()
                        .withName("port-%d-%s"
                                .formatted(port.hostPort(), port.protocol().toLowerCase(Locale.ROOT)))
                        .withPort(port.hostPort())
                        .withProtocol(port.protocol())
                        .build())
                .toList();
        ClusterSpec spec = request.spec();
        return ports.isEmpty()
                ? Optional.empty()
                : Optional.of(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(spec.namespace() + "-ports")
                        .withNamespace(spec.namespace())
                        .withLabels(request.labels())
                        .endMetadata()
                        .withNewSpec()
                        .withType("NodePort")
                        .withSelector(DockerPod.selector(spec.name().value()))
                        .withPorts(ports)
                        .endSpec()
                        .build());
    }
}
