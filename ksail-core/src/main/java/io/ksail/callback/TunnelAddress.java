package io.ksail.callback;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where callers from inside the nested cluster come to.
 *
 * @param node the node's address
 * @param port the port that is listened on there
 */
record TunnelAddress(InetAddress node, int port) {

    /** As inetd and {@code /proc/net} call it. */
    String family() {
        return node instanceof Inet6Address ? "tcp6" : "tcp";
    }

    String authority() {
        String host = node.getHostAddress();
        return (node instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
