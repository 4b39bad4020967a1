package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.HasMetadata;
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
     * @return completes when it is; exceptionally with an {@link FailedException} when it will not be
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

    /**
     * What has become of an address that an object of the host once had.
     *
     * @param kind the object's kind
     * @param object the object as it was
     * @param used the address that is used
     * @param addresses what the object has now; empty when it is gone
     * @return what to say of it; empty when the object still has the address
     */
    static Optional<String> brokenAddress(
            String kind, HasMetadata object, Endpoint used, Optional<List<String>> addresses) {
        String name = object.getMetadata().getName();
        if (addresses.isEmpty()) {
            return Optional.of("%s %s is gone from the host".formatted(kind, name));
        }
        if (addresses.get().contains(used.address())) {
            return Optional.empty();
        }
        return Optional.of("%s %s has now %s, and no longer %s, which is in the certificate and the kubeconfig"
                .formatted(
                        kind,
                        name,
                        addresses.get().isEmpty() ? "no address" : String.join(", ", addresses.get()),
                        used.address()));
    }

    /** Removes what was made for it on the host. */
    void withdraw();

    /** Gives back what it holds in this process; the address goes on working unless it depends on this process. */
    @Override
    default void close() {
        // Most hold nothing.
    }

    /**
     * An offer that is in place as soon as it is made.
     *
     * @param type the tier
     * @param endpoints its addresses
     * @param withdrawal takes it back
     */
    record Fixed(ExposureType type, List<Endpoint> endpoints, Runnable withdrawal) implements Offer {

        /** Copies the addresses. */
        public Fixed {
            endpoints = List.copyOf(endpoints);
        }

        @Override
        public void withdraw() {
            withdrawal.run();
        }
    }

    /** What a tier has offered did not come true. The message is the reason, in the host's own words where it had some. */
    final class FailedException extends Exception {

        private static final long serialVersionUID = 1L;

        /**
         * An offer that failed.
         *
         * @param reason why
         */
        public FailedException(String reason) {
            super(reason);
        }
    }
}
