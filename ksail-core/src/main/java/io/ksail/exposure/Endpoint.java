package io.ksail.exposure;

/**
 * Where something listens.
 *
 * @param address a host name or IP address
 * @param port the port there
 */
public record Endpoint(String address, int port) {

    /**
     * The URL of an API server that listens there.
     *
     * @return such as {@code https://172.17.0.3:31234}
     */
    public String url() {
        return "https://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    @Override
    public String toString() {
        return url();
    }
}
