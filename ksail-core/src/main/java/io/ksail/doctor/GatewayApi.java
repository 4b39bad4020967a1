package io.ksail.doctor;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.host.Host;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import java.util.List;

/** Whether {@code gatewayClassName} can have an effect: gateways, routes for TCP, and classes to choose from. */
record GatewayApi(Host host) implements Preflight.Check {

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final ResourceDefinitionContext CLASSES = new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion("v1")
            .withKind("GatewayClass")
            .withPlural("gatewayclasses")
            .withNamespaced(false)
            .build();

    @Override
    public String name() {
        return "Gateway API";
    }

    @Override
    public Answer look() {
        if (!host.serves(GROUP + "/v1", "gateways")) {
            return Answer.ok("not there; gatewayClassName has no effect on this host");
        }
        List<String> classes = host.client().genericKubernetesResources(CLASSES).list().getItems().stream()
                .map(found -> found.getMetadata().getName())
                .sorted()
                .toList();
        return judged(
                classes, host.serves(GROUP + "/v1", "tcproutes") || host.serves(GROUP + "/v1alpha2", "tcproutes"));
    }

    static Answer judged(List<String> classes, boolean tcpRoutes) {
        String seen = classes.isEmpty() ? "no GatewayClass" : "GatewayClasses " + String.join(", ", classes);
        if (!tcpRoutes) {
            return Answer.warning(
                    seen + "; TCPRoute is not served, so gatewayClassName has no effect",
                    "install the Gateway API 1.6 or newer, or leave gatewayClassName out");
        }
        return classes.isEmpty()
                ? Answer.warning(
                        seen + ", so gatewayClassName has no effect",
                        "install a Gateway implementation, or leave gatewayClassName out")
                : Answer.ok(seen + "; TCPRoute is served");
    }
}
