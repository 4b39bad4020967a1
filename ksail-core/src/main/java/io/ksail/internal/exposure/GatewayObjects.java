package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import java.util.List;
import java.util.Map;

/** What makes a Gateway lead to a Service; nothing of it is created here. */
record GatewayObjects(ExposureAttempt attempt, String className, String routeVersion) {

    private static final String LISTENER = "api";

    /** Has no use but that the host keeps a port number for it which no other Service on the host has. */
    Service reservation() {
        return attempt.service("gateway", "NodePort", attempt.request().apiPort());
    }

    Gateway gateway(int port) {
        return new GatewayBuilder()
                .withMetadata(attempt.metadata(attempt.request().serviceName()))
                .withNewSpec()
                .withGatewayClassName(className)
                .addNewListener()
                .withName(LISTENER)
                .withProtocol("TCP")
                .withPort(port)
                .withNewAllowedRoutes()
                .addNewKind("gateway.networking.k8s.io", "TCPRoute")
                .endAllowedRoutes()
                .endListener()
                .endSpec()
                .build();
    }

    /** Untyped, as its version is the host's choice. */
    GenericKubernetesResource route(Service backend) {
        GenericKubernetesResource route = new GenericKubernetesResource();
        route.setApiVersion("gateway.networking.k8s.io/" + routeVersion);
        route.setKind("TCPRoute");
        route.setMetadata(attempt.metadata(attempt.request().serviceName()));
        route.setAdditionalProperty(
                "spec",
                Map.of(
                        "parentRefs",
                        List.of(Map.of("name", attempt.request().serviceName(), "sectionName", LISTENER)),
                        "rules",
                        List.of(Map.of(
                                "backendRefs",
                                List.of(Map.of(
                                        "name",
                                        backend.getMetadata().getName(),
                                        "port",
                                        backend.getSpec().getPorts().get(0).getPort()))))));
        return route;
    }
}
