package io.ksail.junit;

import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpecBuilder;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which charts the tests install: the testbed's own, which stand in for the vendors' where no registry can be reached, or
 * with {@code -Dksail.it.vendor=true} the vendors'.
 */
final class VendorOrStandIn {

    static final boolean VENDOR = Boolean.getBoolean("ksail.it.vendor");

    private VendorOrStandIn() {}

    static ClusterSpecBuilder vcluster(ClusterSpecBuilder spec) {
        return VENDOR
                ? spec
                : spec.chart(ChartChoice.DEFAULT.withName(chart("vcluster").toString()));
    }

    static ClusterSpecBuilder k3k(ClusterSpecBuilder spec) {
        return VENDOR
                ? spec.readyTimeout(Duration.ofMinutes(5))
                : spec.chart(ChartChoice.DEFAULT.withName(chart("k3k").toString()));
    }

    /** The directory of a chart of the testbed. */
    static Path chart(String name) {
        return Path.of("..", "testbed", "charts", name).toAbsolutePath().normalize();
    }
}
