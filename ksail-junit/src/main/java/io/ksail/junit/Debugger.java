package io.ksail.junit;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether somebody may stop this JVM at a breakpoint, where it can't renew a lease. */
final class Debugger {

    private static final Duration LEASE_AT_A_BREAKPOINT = Duration.ofHours(4);

    private Debugger() {}

    /** A lease that outlasts a breakpoint; empty when no debugger can be attached. */
    static Optional<Duration> lease() {
        boolean debuggable = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> Stream.of("-agentlib:jdwp", "-Xrunjdwp").anyMatch(argument::startsWith));
        return debuggable ? Optional.of(LEASE_AT_A_BREAKPOINT) : Optional.empty();
    }
}
