package io.ksail.doctor;

import io.ksail.KsailException;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.internal.Async;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks at a host and says whether nested clusters can be created there, and what would be missing. Leaves nothing on the
 * host; one check makes an empty namespace for a moment.
 */
public final class Doctor {

    private Doctor() {}

    /**
     * Connects to a host and examines it.
     *
     * @param request which host is meant; an embedded one is started, and stopped again
     * @return the findings in a fixed order; the connection alone if there is none
     */
    public static List<Finding> examine(HostRequest request) {
        try (Host host = Host.find(request)) {
            return examine(host);
        } catch (KsailException e) {
            return List.of(Finding.failure(Connection.NAME, e.tried() + ": " + e.seen(), e.remedy()));
        }
    }

    /**
     * Examines a host that was reached, for clusters of K3s.
     *
     * @param host the host, which stays the caller's to close
     * @return the findings, as {@link #examine(Host, ClusterSpec)} gives them
     */
    public static List<Finding> examine(Host host) {
        return examine(host, ClusterSpec.named("doctor").workers(1).build());
    }

    /**
     * Examines a host that was reached, for a certain cluster: which permissions it takes, and whether privileged pods and
     * networks of its own, depends on its distribution.
     *
     * @param host the host, which stays the caller's to close
     * @param spec the cluster that is meant; it is not created
     * @return the findings in a fixed order: connection, permissions, privileged pods, networks, Gateway API, load balancer,
     *     node ports, cgroups, storage
     */
    public static List<Finding> examine(Host host, ClusterSpec spec) {
        Stream<Check> checks = Stream.of(
                new Connection(host),
                new Permissions(host, spec),
                new PrivilegedPods(host, spec),
                new Networks(host, spec),
                new GatewayApi(host),
                new LoadBalancer(host),
                new NodePorts(host),
                new Cgroups(host),
                new Storage(host));
        return Async.all(checks.<Supplier<Finding>>map(check -> check::finding).toList());
    }
}
