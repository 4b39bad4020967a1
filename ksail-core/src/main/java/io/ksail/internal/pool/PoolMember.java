package io.ksail.internal.pool;

import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A cluster that was begun on a host for nobody in particular, as it is written down on this machine. Without credentials:
 * those are read from the cluster itself by whoever takes it.
 *
 * @param host which host, as {@link PoolKeys#host} says
 * @param specification what it is, as {@link PoolKeys#specification} says
 * @param name its name
 * @param namespace its namespace on the host
 * @param uid the identifier of that very namespace
 * @param podCidr what its pods have for addresses
 * @param serviceCidr what its Services have for addresses
 * @param tier how its API is exposed
 * @param address where its API is
 * @param port where its API is
 * @param sans every name and address that its certificate holds
 * @param skipped better tiers that yielded nothing
 * @param lease how long its host waits for a sign of life at first, in seconds
 * @param begun when it was begun, in seconds since 1970, by the clock of this machine
 * @param until how long its host keeps it, in seconds since 1970, by the clock of this machine
 */
public record PoolMember(
        String host,
        String specification,
        String name,
        String namespace,
        String uid,
        String podCidr,
        String serviceCidr,
        ExposureType tier,
        String address,
        int port,
        List<String> sans,
        List<String> skipped,
        long lease,
        long begun,
        long until) {

    /**
     * One that was begun this moment.
     *
     * @param host which host
     * @param specification what it is
     * @param begun the cluster
     * @param now what time it is
     * @param until how long its host keeps it
     * @return what to write down
     */
    public static PoolMember of(String host, String specification, Begun begun, Instant now, Instant until) {
        ClusterSpec spec = begun.spec();
        Exposure exposure = begun.exposure();
        return new PoolMember(
                host,
                specification,
                spec.name().value(),
                spec.namespace(),
                begun.uid(),
                spec.networks().pods().toString(),
                spec.networks().services().toString(),
                exposure.tier(),
                exposure.endpoint().address(),
                exposure.endpoint().port(),
                exposure.sans(),
                exposure.skipped(),
                begun.lease().toSeconds(),
                now.getEpochSecond(),
                until.getEpochSecond());
    }

    /**
     * The cluster, for whoever takes it.
     *
     * @param wanted what is asked for
     * @return the same, by the name and with the networks that this one has
     */
    public Begun as(ClusterSpec wanted) {
        return new Begun(
                wanted.toBuilder()
                        .name(new ClusterName(name))
                        .podCidr(podCidr)
                        .serviceCidr(serviceCidr)
                        .build(),
                uid,
                new Exposure(tier, new Endpoint(address, port), sans, skipped),
                Duration.ofSeconds(lease));
    }
}
