package io.ksail.internal.exposure;

import io.ksail.exposure.Endpoint;
import io.ksail.spec.ExposureType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a tier has got for a cluster, until it is withdrawn or the cluster's namespace is deleted. Thread-safe. */
public interface Offer extends AutoCloseable {

    /**
     * Whose offer it is.
     *
     * @return the tier's type
     */
    ExposureType type();

    /**
     * Where the API server may be reached, the best first.
     *
     * @return at least one
     */
    List<Endpoint> endpoints();

    /**
     * Whether what stands between this process and the API server is in place.
     *
     * @return completes when it is; exceptionally with an {@link OfferFailedException} when it will not be
     */
    default CompletableFuture<Void> ready() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Whether the host still stands by the address. Asks the host.
     *
     * @param endpoint the address that is used
     * @return what has become of it; empty when nothing has, or the host does not say
     */
    default Optional<String> broken(Endpoint endpoint) {
        return Optional.empty();
    }

    /** Removes what was made for it on the host. */
    void withdraw();

    /** Gives back what it holds in this process; the address goes on working unless it depends on this process. */
    @Override
    default void close() {
        // Most hold nothing.
    }
}
