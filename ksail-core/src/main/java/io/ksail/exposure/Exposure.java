package io.ksail.exposure;

import java.util.List;

/**
 * The address at which a nested API server is reached. Settled before the server starts, so that its certificate can
 * name it.
 *
 * @param tier which tier yielded it, such as {@code NodePort}
 * @param address a host name or IP address
 * @param port the port there
 * @param sans every name and address that the server's certificate has to hold
 * @param passedOver better tiers that yielded nothing, each with its reason
 */
public record Exposure(String tier, String address, int port, List<String> sans, List<String> passedOver) {

    /** Copies the lists. */
    public Exposure {
        sans = List.copyOf(sans);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * The URL of the nested API.
     *
     * @return such as {@code https://172.17.0.3:31234}
     */
    public String url() {
        return "https://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    @Override
    public String toString() {
        return tier + " " + url();
    }
}
