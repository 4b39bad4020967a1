package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.internal.Debugger;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Sees a test run before its first class, and its plan. Makes a nested cluster the one that code finds which looks for a
 * kubeconfig itself, where the configuration parameter {@code ksail.ambientKubeconfig} asks for it: clients in static fields
 * are made when test classes are initialised. And has the clusters made ahead that the plan wants. JUnit's launcher calls it; not
 * to be called by anybody else.
 */
public final class TestRunListener implements LauncherSessionListener {

    private static final Logger LOG = Logger.getLogger(TestRunListener.class.getName());
    private static final String DRY_RUN = "junit.platform.execution.dryRun.enabled";

    /** For the launcher. */
    public TestRunListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        requireJUnit();
        session.getLauncher().registerTestExecutionListeners(new PlanListener(session));
    }

    /** Sees the plans of a session begin and end. */
    private static final class PlanListener implements TestExecutionListener {

        private final Namespace ours = Namespace.create((Object) NestedClusterExtension.class);
        private final LauncherSession session;
        private volatile @Nullable LookAhead lookAhead;

        PlanListener(LauncherSession session) {
            this.session = session;
        }

        @Override
        public void testPlanExecutionStarted(TestPlan plan) {
            if (plan.getConfigurationParameters().getBoolean(DRY_RUN).orElse(false)) {
                return;
            }
            TestRun run = new TestRun(
                    (key, make) -> session.getStore().getOrComputeIfAbsent(ours, key, make),
                    plan.getConfigurationParameters()::get);
            try {
                AmbientCluster.begin(run);
            } catch (KsailException e) {
                say(e);
            }
            try {
                beginAhead(plan, run);
            } catch (RuntimeException | LinkageError e) {
                LOG.log(
                        Level.FINE,
                        "nothing is made ahead; what is wrong is said by the class that it is wrong with",
                        e);
            }
        }

        /** Not where somebody may stop the JVM to look at it: what is left then stays for hours. */
        private void beginAhead(TestPlan plan, TestRun run) {
            List<LookAhead.Planned> wanted = Debugger.isPossible() ? List.of() : PlannedClusters.of(plan, run);
            if (!wanted.isEmpty()) {
                LookAhead ofRun = LookAhead.of(run);
                ofRun.begin(wanted);
                lookAhead = ofRun;
            }
        }

        @Override
        public void executionSkipped(TestIdentifier node, String reason) {
            hasEnded(node);
        }

        @Override
        public void executionFinished(TestIdentifier node, TestExecutionResult result) {
            hasEnded(node);
        }

        private void hasEnded(TestIdentifier node) {
            LookAhead current = lookAhead;
            if (current != null && node.isContainer()) {
                current.drop(node.getUniqueId());
            }
        }

        @Override
        public void testPlanExecutionFinished(TestPlan plan) {
            LookAhead current = lookAhead;
            lookAhead = null;
            if (current != null) {
                current.end();
            }
        }
    }

    /** Where JUnit says what a listener throws, with a stack trace around it: everybody sees it, also without SLF4J. */
    private static void say(KsailException failure) {
        LOG.severe("%s%nCode that looks for a kubeconfig itself (ksail.ambientKubeconfig) finds only %s"
                .formatted(failure.getMessage(), AmbientCluster.NOWHERE));
        LOG.log(Level.FINE, "it failed here", failure);
    }

    /** Said here, because nothing else of ours can even be loaded with an older one. */
    private static void requireJUnit() {
        if (ReflectionSupport.tryToLoadClass("org.junit.jupiter.api.ClassTemplate")
                .toOptional()
                .isEmpty()) {
            throw new InvalidSpecException(
                    "The JUnit on the class path can't be used with KSail",
                    "it is %s, and what KSail needs is new in 5.13"
                            .formatted(Test.class.getPackage().getImplementationVersion()),
                    "have JUnit 5.13 or newer: import the BOM org.junit:junit-bom, before others that say a version of it");
        }
    }
}
