package io.ksail.host;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.host.HostNetwork;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Services' range from the API server's own mouth, where it is to be read nowhere (before Kubernetes 1.33): asked for
 * a Service at an address that is in nobody's range, it refuses and names the range. It is a dry run: nothing is made.
 */
final class ServiceRange {

    /** For documentation only (RFC 5737, RFC 3849), so no cluster has them. */
    private static final String NOBODYS_IPV4 = "192.0.2.1";

    private static final String NOBODYS_IPV6 = "2001:db8::1";

    private static final Pattern RANGE = Pattern.compile("range of valid IPs is ([0-9A-Fa-f:.]+/\\d+)");

    private final KubernetesClient client;

    ServiceRange(KubernetesClient client) {
        this.client = client;
    }

    List<HostNetwork> ofIpv4() {
        return refused(NOBODYS_IPV4);
    }

    List<HostNetwork> ofIpv6() {
        return refused(NOBODYS_IPV6);
    }

    private List<HostNetwork> refused(String address) {
        Service service = new ServiceBuilder()
                .withNewMetadata()
                .withGenerateName("ksail-range-")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .addNewPort()
                .withPort(443)
                .endPort()
                .endSpec()
                .build();
        try {
            client.resource(service).dryRun(true).create();
            return List.of();
        } catch (KubernetesClientException e) {
            List<HostNetwork> range = named(e.getMessage());
            if (range.isEmpty()) {
                throw e;
            }
            return range;
        }
    }

    static List<HostNetwork> named(@Nullable String refusal) {
        Matcher range = RANGE.matcher(String.valueOf(refusal));
        return range.find()
                ? HostNetwork.in(range.group(1), HostNetwork.SERVICES, "API server, when asked for a Service")
                : List.of();
    }
}
