package io.ksail.internal.exposure;

import io.ksail.exposure.Endpoint;
import io.ksail.spec.ExposureType;
import java.util.List;

/** An offer that is in place as soon as it is made. */
record FixedOffer(ExposureType type, List<Endpoint> endpoints, Runnable withdrawal) implements Offer {

    FixedOffer {
        endpoints = List.copyOf(endpoints);
    }

    @Override
    public void withdraw() {
        withdrawal.run();
    }
}
