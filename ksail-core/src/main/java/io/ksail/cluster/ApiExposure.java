package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.internal.exposure.ExposureChain;

/**
 * How further APIs of a cluster are exposed, when somebody asks for them.
 *
 * @param host the host
 * @param chain the tiers, and what is known of them
 * @param outlivesProcess whether an address has to work when this process has ended
 */
record ApiExposure(Host host, ExposureChain chain, boolean outlivesProcess) {}
