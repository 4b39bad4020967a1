package io.ksail.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.doctor.HostChecks.Connection;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.internal.preflight.Preflight.Check;
import io.ksail.spec.ClusterSpec;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks at a host and says whether nested clusters can be created there, and what would be missing. Leaves nothing on the
 * host; one check makes an empty namespace for a moment.
 */
public final class Doctor {

    private static final String ORDER =
            "connection, distribution, permissions, privileged pods, networks, Gateway API, load balancer,"
                    + " node ports, cgroups, storage";

    private Doctor() {}

    /**
     * Connects to a host and examines it.
     *
     * @param request which host is meant; an embedded one is started if it does not run
     * @return the findings in a fixed order; the connection alone if there is none
     */
    public static List<Finding> examine(HostRequest request) {
        try (Host host = Host.find(request)) {
            return examine(host);
        } catch (KsailException e) {
            return List.of(finding(Connection.NAME, Answer.failure(e.tried() + ": " + e.seen(), e.remedy())));
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
     * networks of its own, depends on its distribution. What its creation would be refused for is a failure, in the same
     * words.
     *
     * @param host the host, which stays the caller's to close
     * @param spec the cluster that is meant; it is not created
     * @return the findings in a fixed order: connection, distribution, permissions, privileged pods, networks, Gateway API,
     *     load balancer, node ports, cgroups, storage
     */
    public static List<Finding> examine(Host host, ClusterSpec spec) {
        ClusterSpec resolved = resolved(spec);
        return Async.all(Stream.concat(new Preflight(host, resolved).checks().stream(), HostChecks.of(host, resolved))
                .sorted(Comparator.comparing(check -> ORDER.indexOf(check.name())))
                .<Supplier<Finding>>map(check -> () -> finding(check.name(), answer(check)))
                .toList());
    }

    /** As a creation has it; what can't be made is left for its check to tell, and the host is examined all the same. */
    private static ClusterSpec resolved(ClusterSpec spec) {
        try {
            return Distribution.resolved(spec);
        } catch (KsailException e) {
            return spec;
        }
    }

    /** A host that does not let its user look is no failure of the host. */
    private static Answer answer(Check check) {
        try {
            return check.look();
        } catch (KubernetesClientException e) {
            return Causes.nobodyAnswered(e)
                    ? Answer.failure(Causes.message(e), "see whether the host still answers, and try again")
                    : Answer.warning("not known: " + Causes.message(e), "ask as a user who may look, or ignore this");
        }
    }

    private static Finding finding(String check, Answer answer) {
        return new Finding(check, Finding.Level.valueOf(answer.level().name()), answer.seen(), answer.remedy());
    }
}
