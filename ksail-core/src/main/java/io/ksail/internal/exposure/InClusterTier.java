package io.ksail.internal.exposure;

import io.ksail.exposure.Endpoint;
import io.ksail.host.ClientLocation;
import io.ksail.spec.ExposureType;
import java.util.List;

/** The name of the Service, which leads nowhere but in the pods of the host; its address where the name does not. */
public final class InClusterTier implements ExposureTier {

    /** Made by {@link java.util.ServiceLoader}. */
    public InClusterTier() {}

    @Override
    public ExposureType type() {
        return ExposureType.IN_CLUSTER;
    }

    @Override
    public boolean appliesTo(ExposureRequest request) {
        return request.host().clientLocation().kind() == ClientLocation.Kind.IN_A_POD;
    }

    @Override
    public Result expose(ExposureAttempt attempt) {
        ExposureRequest request = attempt.request();
        String name = "%s.%s.svc".formatted(request.serviceName(), request.namespace());
        return new Offered(new Offer.Fixed(
                type(),
                List.of(
                        new Endpoint(name, request.apiPort()),
                        new Endpoint(attempt.service().getSpec().getClusterIP(), request.apiPort())),
                () -> {}));
    }
}
