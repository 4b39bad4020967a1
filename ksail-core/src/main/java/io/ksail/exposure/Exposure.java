package io.ksail.exposure;

import io.ksail.spec.ExposureType;
import java.util.List;

/**
 * The address at which a nested API server is reached: it was, with TLS verified, from where this process runs.
 *
 * @param tier which tier yielded it
 * @param endpoint where the API server is reached
 * @param sans every name and address that the server's certificate holds
 * @param skipped better tiers that yielded nothing that can be reached, each with its reason
 */
public record Exposure(ExposureType tier, Endpoint endpoint, List<String> sans, List<String> skipped) {

    /** Copies the lists. */
    public Exposure {
        sans = List.copyOf(sans);
        skipped = List.copyOf(skipped);
    }

    /**
     * The URL of the nested API.
     *
     * @return such as {@code https://172.17.0.3:31234}
     */
    public String url() {
        return endpoint.url();
    }

    @Override
    public String toString() {
        return tier + " " + url();
    }
}
