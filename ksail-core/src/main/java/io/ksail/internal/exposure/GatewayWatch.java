package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Watches a Gateway and the route of the same name. */
final class GatewayWatch implements AutoCloseable {

    private final SharedIndexInformer<Gateway> gateways;
    private final SharedIndexInformer<GenericKubernetesResource> routes;
    private final Changes changes = new Changes();

    GatewayWatch(KubernetesClient host, Gateway gateway, String routeVersion) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        this.routes = host.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("gateway.networking.k8s.io")
                        .withVersion(routeVersion)
                        .withKind("TCPRoute")
                        .withPlural("tcproutes")
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace)
                .withName(name)
                .inform(changes.<GenericKubernetesResource>handler());
        this.gateways = host.resources(Gateway.class)
                .inNamespace(namespace)
                .withName(name)
                .inform(changes.<Gateway>handler());
    }

    boolean seenWithin(Duration limit, Predicate<GatewayState> condition) throws InterruptedException {
        return changes.awaitWithin(limit, () -> condition.test(seen()));
    }

    GatewayState seen() {
        List<Condition> route = routes.getStore().list().stream()
                .flatMap(found -> maps(found.get("status", "parents")))
                .flatMap(parent -> maps(parent.get("conditions")))
                .map(GatewayWatch::condition)
                .toList();
        return GatewayState.of(gateways.getStore().list(), route);
    }

    private static Stream<Map<?, ?>> maps(Object list) {
        return list instanceof List<?> found
                ? found.stream().filter(Map.class::isInstance).map(entry -> (Map<?, ?>) entry)
                : Stream.empty();
    }

    private static Condition condition(Map<?, ?> found) {
        Condition condition = new Condition();
        condition.setType(Objects.toString(found.get("type"), ""));
        condition.setStatus(Objects.toString(found.get("status"), ""));
        condition.setReason(Objects.toString(found.get("reason"), ""));
        condition.setMessage(Objects.toString(found.get("message"), ""));
        return condition;
    }

    @Override
    public void close() {
        gateways.close();
        routes.close();
    }
}
