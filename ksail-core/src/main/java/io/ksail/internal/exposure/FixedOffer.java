package io.ksail.internal.exposure;

import io.ksail.exposure.Endpoint;
import io.ksail.spec.ExposureType;
import java.util.List;

/**
 * An offer that is in place as soon as it is made.
 *
 * @param type the tier
 * @param endpoints its addresses
 * @param withdrawal takes it back
 */
public record FixedOffer(ExposureType type, List<Endpoint> endpoints, Runnable withdrawal) implements Offer {

    /** Copies the addresses. */
    public FixedOffer {
        endpoints = List.copyOf(endpoints);
    }

    @Override
    public void withdraw() {
        withdrawal.run();
    }
}
