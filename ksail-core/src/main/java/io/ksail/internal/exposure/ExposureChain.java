package io.ksail.internal.exposure;

import io.ksail.spec.ExposureType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tiers in their order. Remembers what took long to find out about one host, so that only the first cluster pays for
 * it. Thread-safe.
 */
public final class ExposureChain {

    private final List<ExposureTier> tiers;
    private final Map<ExposureType, ExposureTier.Skipped> known = new ConcurrentHashMap<>();

    /**
     * A chain of the given tiers, for one host.
     *
     * @param tiers the tiers, in any order
     */
    public ExposureChain(List<ExposureTier> tiers) {
        this.tiers =
                tiers.stream().sorted(Comparator.comparing(ExposureTier::type)).toList();
    }

    /**
     * Every tier on the class path, for one host.
     *
     * @return a chain of them
     */
    public static ExposureChain ofAllTiers() {
        return new ExposureChain(ServiceLoader.load(ExposureTier.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * Begins to look for an address: makes the Service inside the host that every tier leads to.
     *
     * @param request what has to be exposed
     * @return the walk down the tiers that apply to it
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the host refuses or does not answer
     */
    public ExposureFallback begin(ExposureRequest request) {
        List<ExposureTier> wanted = tiers.stream()
                .filter(tier -> request.forced().map(tier.type()::equals).orElseGet(() -> tier.appliesTo(request)))
                .toList();
        return new ExposureFallback(wanted, known, ExposureAttempt.begun(request));
    }
}
