package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.Endpoint;
import io.ksail.spec.ExposureType;
import java.util.List;
import java.util.Optional;

/** The address that a load balancer of the host has given to a Service. */
record LoadBalancerOffer(KubernetesClient host, Service service, Endpoint endpoint) implements Offer {

    @Override
    public ExposureType type() {
        return ExposureType.LOAD_BALANCER;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(endpoint);
    }

    @Override
    public Optional<String> broken(Endpoint used) {
        try {
            Service now = host.resource(service).get();
            return BrokenAddress.of(
                    "Service", service, used, Optional.ofNullable(now).map(ServiceState::addresses));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    @Override
    public void withdraw() {
        host.resource(service).delete();
    }
}
