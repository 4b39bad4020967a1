package io.ksail.internal.pool;

import io.fabric8.kubernetes.client.Config;
import io.ksail.internal.Sha256;
import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterSpec;
import java.util.Map;

/** What tells hosts and specifications apart, so that nobody gets a cluster that is another one than was asked for. */
public final class PoolKeys {

    /** Of what is written down here, and of how clusters are begun: those of another way are left alone. */
    private static final String FORMAT = "1";

    private PoolKeys() {}

    /**
     * A host.
     *
     * @param host how its API is reached
     * @return the same for the same address and certificate authority
     */
    public static String host(Config host) {
        return Sha256.beginningOf(
                "%s %s %s".formatted(host.getMasterUrl(), host.getCaCertData(), host.getCaCertFile()));
    }

    /**
     * A specification.
     *
     * @param spec what is wanted
     * @param nodeImage what its nodes run
     * @return the same for specifications that one begun cluster can serve
     */
    public static String specification(ClusterSpec spec, String nodeImage) {
        return Sha256.beginningOf(SharedSpecification.of(spec)
                .with(Map.of(
                        "format",
                        FORMAT,
                        "nodeImage",
                        nodeImage,
                        "mirrors",
                        String.valueOf(spec.mirrors()),
                        "exposure",
                        String.valueOf(spec.exposure()),
                        "gatewayClassName",
                        String.valueOf(spec.gatewayClassName()),
                        // How long somebody waits for it makes it no other one.
                        "readiness",
                        ""))
                .asJson());
    }
}
