package io.ksail.cluster;

import io.ksail.distribution.Distribution;
import io.ksail.exposure.ExposureChain;
import io.ksail.host.Host;
import io.ksail.spec.ClusterSpec;

/**
 * The nested clusters of one host. Thread-safe: several may be created at once.
 *
 * <pre>{@code
 * try (Host host = Host.find(HostRequest.auto());
 *         Cluster cluster = Clusters.on(host).create(ClusterSpec.named("demo").build())) {
 *     cluster.client().nodes().list();
 * }
 * }</pre>
 */
public final class Clusters {

    private final Host host;

    private Clusters(Host host) {
        this.host = host;
    }

    /**
     * The clusters of a host.
     *
     * @param host the host, which stays the caller's to close
     * @return the facade
     */
    public static Clusters on(Host host) {
        return new Clusters(host);
    }

    /**
     * Creates a cluster and waits until it is as ready as its specification asks. A failure leaves nothing on the host.
     *
     * @param spec what is wanted
     * @return the cluster; the caller closes it
     * @throws ClusterCreationException if it could not be created, with the host's own words for why
     * @throws io.ksail.spec.InvalidSpecException if nobody could create what is asked for
     * @throws io.ksail.host.HostUnavailableException if the host does not answer any more
     * @throws io.ksail.exposure.ExposureException if the host has no address for the nested API
     */
    public Cluster create(ClusterSpec spec) {
        Distribution distribution = Distribution.of(spec.distribution());
        distribution.requireSupported(spec);
        ClusterSpec settled = new NetworkChoice(host.networks()).settled(spec);
        return new Creation(host, settled, distribution, ExposureChain.ofAllTiers()).run();
    }
}
