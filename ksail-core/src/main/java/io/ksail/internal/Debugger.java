package io.ksail.internal;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** A debugger of this JVM. While it stands at a breakpoint, no lease is renewed. */
public final class Debugger {

    /** How long what a process holds stays without a renewal where a debugger is possible. */
    public static final Duration LEASE = Duration.ofHours(4);

    private Debugger() {}

    /**
     * Whether one can be attached.
     *
     * @return true when the JVM was started so
     */
    public static boolean isPossible() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument -> Stream.of("-agentlib:jdwp", "-Xrunjdwp").anyMatch(argument::startsWith));
    }
}
