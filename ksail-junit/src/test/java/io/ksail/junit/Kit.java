package io.ksail.junit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/** Runs fixture classes as JUnit would, on the host of the integration tests. */
final class Kit {

    private Kit() {}

    static EngineExecutionResults run(Class<?>... testClasses) {
        return run(Map.of("ksail.host.kubeconfig", TestHost.kubeconfig().toString()), testClasses);
    }

    static EngineExecutionResults run(Map<String, String> parameters, Class<?>... testClasses) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").configurationParameters(parameters);
        TestedVersion.asked().ifPresent(version -> kit.configurationParameter("ksail.kubernetesVersion", version));
        for (Class<?> testClass : testClasses) {
            kit.selectors(selectClass(testClass));
        }
        return kit.execute();
    }

    /** As a build tool does it, with a launcher and all of its listeners. */
    static TestExecutionSummary launch(Map<String, String> parameters, Class<?>... testClasses) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(testClasses)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .configurationParameters(parameters);
        TestedVersion.asked().ifPresent(version -> request.configurationParameter("ksail.kubernetesVersion", version));
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher().execute(request.build(), summary);
        }
        return summary.getSummary();
    }

    /** What has failed in a launch, as a person reads it; empty when nothing has. */
    static String failuresOf(TestExecutionSummary summary) {
        StringWriter failures = new StringWriter();
        summary.printFailuresTo(new PrintWriter(failures));
        return failures.toString();
    }

    /** Runs fixture classes, all of whose tests have to succeed; if one does not, its failure is the cause. */
    static void runWell(int tests, Class<?>... testClasses) {
        EngineExecutionResults results = run(testClasses);
        if (results.allEvents().failed().count() > 0) {
            throw new AssertionError("a fixture failed", failureOf(results));
        }
        results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    /** The failure of a class that could not even begin. */
    static Throwable failureOf(EngineExecutionResults results) {
        return results.allEvents().failed().stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing failed"))
                .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }
}
