package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Whether the nodes' addresses, at which node ports are, can be reached from here. */
record NodePorts(Host host) implements Preflight.Check {

    private static final Set<String> TYPES = Set.of("ExternalIP", "InternalIP");

    /** Where kubelet listens. Whether it does is of no interest: a refusal comes from the node as well. */
    private static final int KUBELET = 10250;

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int AT_MOST = 6;

    @Override
    public String name() {
        return "node ports";
    }

    @Override
    public Answer look() {
        if (host.clientLocation().publishedPorts().isPresent()) {
            return Answer.ok("published at "
                    + host.clientLocation().publishedPorts().get().address());
        }
        List<String> addresses = host.nodes().stream()
                .flatMap(node -> node.getStatus().getAddresses().stream())
                .filter(address -> TYPES.contains(address.getType()))
                .map(NodeAddress::getAddress)
                .distinct()
                .limit(AT_MOST)
                .toList();
        List<Boolean> reached = Async.all(addresses.stream()
                .<Supplier<Boolean>>map(address -> () -> answers(address, KUBELET))
                .toList());
        return judged(addresses, reached);
    }

    static Answer judged(List<String> addresses, List<Boolean> reached) {
        String all = String.join(", ", addresses);
        if (addresses.isEmpty()) {
            return Answer.warning(
                    "no node has an ExternalIP or InternalIP",
                    "use a host whose nodes have addresses, or one with a load balancer");
        }
        return reached.contains(true)
                ? Answer.ok("nodes are reached at " + addresses.get(reached.indexOf(true)))
                : Answer.warning(
                        "no answer from here at " + all,
                        "run the tests where the nodes can be reached (VPN, or within the host), open the node ports"
                                + " (30000-32767) in between, or use a load balancer");
    }

    static boolean answers(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
            return true;
        } catch (NoRouteToHostException e) {
            return false;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).contains("refused");
        } catch (IOException e) {
            return false;
        }
    }
}
