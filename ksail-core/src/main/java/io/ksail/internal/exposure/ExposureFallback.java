package io.ksail.internal.exposure;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.exposure.ExposureException;
import io.ksail.internal.Causes;
import io.ksail.internal.exposure.ExposureTier.Offered;
import io.ksail.internal.exposure.ExposureTier.Skipped;
import io.ksail.spec.ExposureType;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster's way down the tiers: from each an offer or a reason, until an offer holds. Closing it closes the offer at
 * hand. Not thread-safe.
 */
public final class ExposureFallback implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureFallback.class);

    private final Iterator<ExposureTier> ahead;
    private final Map<ExposureType, Skipped> known;
    private final ExposureAttempt attempt;
    private final Map<ExposureType, Skipped> skipped = new LinkedHashMap<>();
    private Optional<Offer> atHand = Optional.empty();

    ExposureFallback(List<ExposureTier> tiers, Map<ExposureType, Skipped> known, ExposureAttempt attempt) {
        this.ahead = tiers.iterator();
        this.known = known;
        this.attempt = attempt;
    }

    /**
     * The offer of the next tier that has one.
     *
     * @return the offer
     * @throws ExposureException if no tier is left that has one, with every tier's reason and remedy
     * @throws KubernetesClientException if the host does not answer
     * @throws InterruptedException when the thread is interrupted
     */
    public Offer next() throws InterruptedException {
        while (ahead.hasNext()) {
            ExposureTier tier = ahead.next();
            ExposureTier.Result result = resultOf(tier);
            if (result instanceof Offered offered) {
                atHand = Optional.of(offered.offer());
                return offered.offer();
            }
            skip(tier.type(), (Skipped) result);
        }
        throw exhausted();
    }

    /**
     * Whether there is any tier left to try.
     *
     * @return false when {@link #next()} would certainly fail
     */
    public boolean goesOn() {
        return ahead.hasNext();
    }

    /**
     * Goes past an offer that did not hold, and withdraws it.
     *
     * @param offer what {@link #next()} gave
     * @param why why it is of no use, and what would help
     */
    public void skip(Offer offer, Skipped why) {
        close();
        atHand = Optional.empty();
        try {
            offer.withdraw();
        } catch (KubernetesClientException e) {
            // It goes with the namespace at the latest.
            LOG.debug("{}: offer of {} not withdrawn", attempt.request().namespace(), offer.type(), e);
        }
        skip(offer.type(), why);
    }

    /**
     * Every name and address that the API server may be asked by, whichever tier it will be in the end.
     *
     * @param offer the offer at hand
     * @return what its certificate has to hold
     */
    public List<String> sans(Offer offer) {
        Set<String> sans = new LinkedHashSet<>();
        offer.endpoints().forEach(endpoint -> sans.add(endpoint.address()));
        sans.addAll(attempt.sans());
        return List.copyOf(sans);
    }

    /**
     * The end of the way.
     *
     * @param offer the offer that holds
     * @param endpoint where the API server was reached
     * @param sans what its certificate holds
     * @return the cluster's exposure
     */
    public Exposure reached(Offer offer, Endpoint endpoint, List<String> sans) {
        remember();
        return new Exposure(offer.type(), endpoint, sans, reasons());
    }

    /** Spares the clusters to come what took long to find out and is no different for them. */
    public void remember() {
        skipped.forEach((type, result) -> {
            if (result.sameForAll()) {
                known.put(type, result);
            }
        });
    }

    @Override
    public void close() {
        atHand.ifPresent(Offer::close);
    }

    private List<String> reasons() {
        return skipped.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().reason())
                .toList();
    }

    private ExposureTier.Result resultOf(ExposureTier tier) throws InterruptedException {
        Optional<Skipped> before = Optional.ofNullable(known.get(tier.type()))
                .filter(result -> attempt.request().forced().isEmpty());
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return tier.expose(attempt);
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            return new Skipped(Causes.message(e), "let the host's user do that (docs/host-rbac.yaml)");
        }
    }

    private void skip(ExposureType type, Skipped result) {
        skipped.put(type, result);
        if (type == ExposureType.GATEWAY && attempt.request().forced().isEmpty()) {
            LOG.warn(
                    "cluster {}: Gateway API exposure failed ({}); falling back to LoadBalancer/NodePort",
                    attempt.request()
                            .labels()
                            .getOrDefault("ksail.io/cluster", attempt.request().namespace()),
                    result.reason());
        }
    }

    private ExposureException exhausted() {
        Optional<ExposureType> forced = attempt.request().forced();
        String remedies =
                skipped.values().stream().map(Skipped::remedy).distinct().collect(Collectors.joining("; or "));
        if (forced.isPresent()) {
            return new ExposureException(
                    "The API server of namespace %s can't be exposed by %s"
                            .formatted(attempt.request().namespace(), forced.get()),
                    String.join("\n", reasons()),
                    remedies + "; or leave exposure out, for the best that works");
        }
        return new ExposureException(
                "No address is available for the API server of namespace "
                        + attempt.request().namespace(),
                String.join("\n", reasons()),
                remedies);
    }
}
