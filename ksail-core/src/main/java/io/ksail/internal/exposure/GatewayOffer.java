package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.Endpoint;
import io.ksail.internal.Async;
import io.ksail.internal.Durations;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The address of a Gateway, which is there before its data plane runs. */
final class GatewayOffer implements Offer {

    private final KubernetesClient host;
    private final Gateway gateway;
    private final Endpoint endpoint;
    private final GatewayWatch watch;
    private final Runnable withdrawal;
    private final CompletableFuture<Void> ready;

    GatewayOffer(
            KubernetesClient host,
            Gateway gateway,
            Endpoint endpoint,
            GatewayWatch watch,
            Duration patience,
            Runnable withdrawal) {
        this.host = host;
        this.gateway = gateway;
        this.endpoint = endpoint;
        this.watch = watch;
        this.withdrawal = withdrawal;
        this.ready = Async.begin(() -> awaitInPlace(patience));
        ready.whenComplete((inPlace, failure) -> watch.close());
    }

    private Void awaitInPlace(Duration patience) {
        try {
            if (watch.seenWithin(patience, state -> state.isInPlace() || state.isRefused())
                    && !watch.seen().isRefused()) {
                return null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CompletionException(new OfferFailedException("Gateway %s was not programmed within %s%s"
                .formatted(
                        gateway.getMetadata().getName(),
                        Durations.readable(patience),
                        watch.seen().inWords())));
    }

    @Override
    public ExposureType type() {
        return ExposureType.GATEWAY;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(endpoint);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public Optional<String> broken(Endpoint used) {
        try {
            Gateway now = host.resource(gateway).get();
            return BrokenAddress.of(
                    "Gateway", gateway, used, Optional.ofNullable(now).map(GatewayState::addresses));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    @Override
    public void withdraw() {
        withdrawal.run();
    }

    @Override
    public void close() {
        watch.close();
    }
}
