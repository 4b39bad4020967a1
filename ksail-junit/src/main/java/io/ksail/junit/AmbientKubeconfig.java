package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.spec.InvalidSpecException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Makes a nested cluster the one that code finds which looks for a kubeconfig itself, where the configuration parameter
 * {@code ksail.ambientKubeconfig} asks for it. JUnit's launcher calls it, before any test class is initialised: clients in
 * static fields are made then. Not to be called by anybody else.
 */
public final class AmbientKubeconfig implements LauncherSessionListener {

    private static final Logger LOG = Logger.getLogger(AmbientKubeconfig.class.getName());

    /** For the launcher. */
    public AmbientKubeconfig() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        requireJUnit();
        Namespace ours = Namespace.create((Object) NestedClusterExtension.class);
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            @Override
            public void testPlanExecutionStarted(TestPlan plan) {
                try {
                    AmbientCluster.begin(new TestRun(
                            (key, make) -> session.getStore().getOrComputeIfAbsent(ours, key, make),
                            plan.getConfigurationParameters()::get));
                } catch (KsailException e) {
                    say(e);
                }
            }
        });
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
