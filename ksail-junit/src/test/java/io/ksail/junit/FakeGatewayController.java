package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A GatewayClass whose controller says what a test wants it to say, to a real API server; it moves no traffic. */
final class FakeGatewayController implements AutoCloseable {

    private final KubernetesClient host;
    private final String routeVersion;
    private final String name;
    private final GatewayClass gatewayClass;
    private final ExecutorService working = Executors.newSingleThreadExecutor();
    private final List<SharedIndexInformer<Gateway>> informers = new ArrayList<>();

    FakeGatewayController(ExposureHost host, String name) {
        this(host.client(), name, "v1");
    }

    /** On a host whose TCPRoutes are of that version. */
    FakeGatewayController(KubernetesClient host, String name, String routeVersion) {
        this.host = host;
        this.routeVersion = routeVersion;
        this.name = name;
        this.gatewayClass = host.resource(new GatewayClassBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withControllerName("ksail.test/" + name)
                        .endSpec()
                        .build())
                .create();
    }

    String name() {
        return name;
    }

    void acceptClass() {
        host.resource(gatewayClass).editStatus(found -> {
            found.setStatus(new GatewayClassStatusBuilder()
                    .withConditions(condition("Accepted", "True", "fine"))
                    .build());
            return found;
        });
    }

    void giveEveryGateway(String address, String programmed, String words) {
        informers.add(host.resources(Gateway.class).inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Gateway gateway) {
                working.execute(() -> answer(gateway, address, programmed, words));
            }

            @Override
            public void onUpdate(Gateway before, Gateway after) {
                // Said once.
            }

            @Override
            public void onDelete(Gateway gateway, boolean finalStateUnknown) {
                // Nothing to take back.
            }
        }));
    }

    private void answer(Gateway gateway, String address, String programmed, String words) {
        if (!gateway.getSpec().getGatewayClassName().equals(name)) {
            return;
        }
        host.resource(gateway).editStatus(found -> {
            found.setStatus(new GatewayStatusBuilder()
                    .addNewAddress("IPAddress", address)
                    .withConditions(condition("Accepted", "True", "fine"), condition("Programmed", programmed, words))
                    .addNewListener()
                    .withName("api")
                    .withAttachedRoutes(1)
                    .addNewSupportedKind("gateway.networking.k8s.io", "TCPRoute")
                    .withConditions(condition("Accepted", "True", "fine"))
                    .endListener()
                    .build());
            return found;
        });
        acceptRoute(gateway.getMetadata().getNamespace());
    }

    /** The one route in the namespace. */
    private void acceptRoute(String namespace) {
        var routes = host.genericKubernetesResources("gateway.networking.k8s.io/" + routeVersion, "TCPRoute")
                .inNamespace(namespace);
        GenericKubernetesResource route = routes.informOnCondition(found -> !found.isEmpty())
                .thenApply(found -> found.get(0))
                .join();
        route.setAdditionalProperty(
                "status",
                Map.of(
                        "parents",
                        List.of(Map.of(
                                "controllerName",
                                "ksail.test/" + name,
                                "parentRef",
                                Map.of("name", namespace),
                                "conditions",
                                List.of(condition("Accepted", "True", "fine"))))));
        routes.resource(route).updateStatus();
    }

    private static Condition condition(String type, String status, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason("Test")
                .withMessage(message)
                .withObservedGeneration(1L)
                .withLastTransitionTime(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        working.shutdownNow();
        host.resource(gatewayClass).delete();
    }
}
