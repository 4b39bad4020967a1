package io.ksail.internal.preflight;

import io.ksail.KsailException;
import io.ksail.host.Host;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.spec.ClusterSpec;

/** Whether the distribution can do what is asked for: at all, and with what the host has, such as an operator. */
record DistributionCheck(Host host, ClusterSpec spec) implements Preflight.Check {

    @Override
    public String name() {
        return "distribution";
    }

    @Override
    public Answer look() {
        try {
            Distribution.resolved(spec);
            require();
            return Answer.ok("%s can be made as it is asked for".formatted(spec.distribution()));
        } catch (KsailException e) {
            return Answer.refused(e);
        }
    }

    /** What no host could do has been refused before any is asked. */
    @Override
    public void require() {
        Distribution.of(spec.distribution()).requireOn(host.client(), spec);
    }
}
