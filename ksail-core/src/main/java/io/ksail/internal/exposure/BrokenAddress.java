package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.ksail.exposure.Endpoint;
import java.util.List;
import java.util.Optional;

/** What has become of an address that an object of the host once had. */
final class BrokenAddress {

    private BrokenAddress() {}

    /**
     * Compares.
     *
     * @param addresses what the object has now; empty when it is gone
     */
    static Optional<String> of(String kind, HasMetadata object, Endpoint used, Optional<List<String>> addresses) {
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
}
