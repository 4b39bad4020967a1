package io.ksail.examples;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** What {@code make demo} tells of the examples while they run; silent otherwise. */
public final class DemoAccount implements TestExecutionListener {

    private static final boolean DEMO = Boolean.getBoolean("ksail.demo");

    private final Map<String, Long> started = new ConcurrentHashMap<>();
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
        if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            say("-- %s", test.getDisplayName());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean ok = result.getStatus() == Status.SUCCESSFUL;
        if (test.isTest() || !ok) {
            (ok ? passed : failed).incrementAndGet();
            say("   %s %s (%s)", ok ? "passed" : "FAILED", test.getDisplayName(), seconds(test.getUniqueId()));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (passed.get() + failed.get() > 0) {
            say("== %d passed, %d failed", passed.get(), failed.get());
        }
    }

    private String seconds(String id) {
        long millis = Duration.ofNanos(System.nanoTime() - started.get(id)).toMillis();
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static void say(String format, Object... arguments) {
        if (DEMO) {
            System.out.println(format.formatted(arguments));
        }
    }
}
