package io.ksail.exposure;

import io.ksail.exposure.ExposureResult.Exposed;
import io.ksail.exposure.ExposureResult.PassedOver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The tiers in their order; the first that yields an address is the one used. */
public final class ExposureChain {

    private final List<ExposureTier> tiers;

    /**
     * A chain of the given tiers.
     *
     * @param tiers the tiers, in any order
     */
    public ExposureChain(List<ExposureTier> tiers) {
        this.tiers = tiers.stream()
                .sorted(Comparator.comparingInt(ExposureTier::rank))
                .toList();
    }

    /**
     * Every tier on the class path.
     *
     * @return a chain of them
     */
    public static ExposureChain ofAllTiers() {
        return new ExposureChain(ServiceLoader.load(ExposureTier.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * Gets an address from the first tier that has one.
     *
     * @param request what has to be exposed
     * @return the address, with the reasons of the tiers before it
     * @throws ExposureException if no tier has one, with every tier's reason
     */
    public Exposure expose(ExposureRequest request) {
        List<String> passedOver = new ArrayList<>();
        for (ExposureTier tier : tiers) {
            ExposureResult result = tier.expose(request);
            if (result instanceof Exposed exposed) {
                Exposure e = exposed.exposure();
                return new Exposure(e.tier(), e.address(), e.port(), e.sans(), passedOver);
            }
            passedOver.add(tier.name() + ": " + ((PassedOver) result).reason());
        }
        throw new ExposureException(
                "No address could be had for the API server of namespace " + request.namespace(),
                String.join("\n", passedOver),
                "the host needs nodes with an address that can be reached from here");
    }
}
