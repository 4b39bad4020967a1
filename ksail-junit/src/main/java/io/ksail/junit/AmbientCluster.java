package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Redaction;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster of a test run that code finds which looks for a kubeconfig itself, in the system property that fabric8's
 * client looks at first. A JVM has one such property, and so one such cluster.
 *
 * <p>From the moment when one is wanted, such code finds nothing else: where the cluster is not available, tests fail, and do
 * not run on a cluster that somebody works with.
 */
final class AmbientCluster {

    /** What such code finds where there is no cluster for it. */
    static final String NOWHERE = "https://the-ambient-cluster-could-not-be-created.invalid/";

    private static final Logger LOG = LoggerFactory.getLogger(AmbientCluster.class);
    private static final String PARAMETER = "ksail.ambientKubeconfig";
    private static final String PROPERTY = "kubeconfig";
    private static final String UNREACHABLE = """
            apiVersion: v1
            kind: Config
            current-context: nowhere
            clusters: [{name: nowhere, cluster: {server: "%s"}}]
            users: [{name: nowhere, user: {}}]
            contexts: [{name: nowhere, context: {cluster: nowhere, user: nowhere}}]
            """.formatted(NOWHERE);

    /** The one of this JVM; guarded by the class. */
    private static @Nullable AmbientCluster current;

    private final Optional<String> before = Optional.ofNullable(System.getProperty(PROPERTY));
    private final Path nowhere;
    private volatile @Nullable LazyCluster lazy;

    private AmbientCluster(Path nowhere) {
        this.nowhere = nowhere;
    }

    /** What the run's cluster is like where nothing says otherwise: classes that say no more have the same one. */
    @NestedCluster(scope = Scope.SUITE)
    private static final class OfTheRun {}

    /** Makes the cluster of a run, once, if it wants one. */
    static void begin(TestRun run) {
        Optional<String> wanted = run.parameters()
                .apply(PARAMETER)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.equalsIgnoreCase("false"));
        if (wanted.isEmpty()) {
            return;
        }
        StoredResource<?> stored = (StoredResource<?>) run.store().getOrComputeIfAbsent(AmbientCluster.class, key -> {
            AmbientCluster installed = install();
            return new StoredResource<>(installed, installed::uninstall);
        });
        wanted.filter(text -> !text.equalsIgnoreCase("true")).ifPresent(text -> {
            throw new InvalidSpecException(
                    "The configuration parameter ksail.ambientKubeconfig=%s can't be used"
                            .formatted(Redaction.quoted(text)),
                    "it is neither true nor false",
                    "write true, or leave it out");
        });
        ((AmbientCluster) stored.value()).expose(run);
    }

    /** Whether what is declared is the cluster that such code finds. */
    static boolean isDeclaredBy(Declaration declaration, ExtensionContext context) {
        AmbientCluster ambient = current();
        return ambient != null
                && declaration.annotation().scope() == Scope.SUITE
                && ambient.lazy == TestClusters.lazy(declaration, context);
    }

    /** Whether such code finds no cluster of somebody's. */
    static boolean isWanted() {
        return current() != null;
    }

    private static synchronized @Nullable AmbientCluster current() {
        return current;
    }

    private static synchronized AmbientCluster install() {
        if (current != null) {
            throw unusable(
                    "another test run has one in this JVM, and has not ended",
                    "let one run after the other, or each in a JVM of its own",
                    null);
        }
        try {
            Path nowhere = Files.createTempFile("ksail-nowhere-", ".yaml");
            AmbientCluster installed = new AmbientCluster(nowhere);
            Files.writeString(nowhere, UNREACHABLE);
            System.setProperty(PROPERTY, nowhere.toString());
            current = installed;
            return installed;
        } catch (IOException e) {
            throw unusable(
                    "a file can't be written: " + e,
                    "make the directory for temporary files writable (java.io.tmpdir)",
                    e);
        }
    }

    private void expose(TestRun run) {
        if (lazy == null) {
            requireToBeFound();
            NestedCluster declared = OfTheRun.class.getAnnotation(NestedCluster.class);
            Settings settings = new Settings(OfTheRun.class, declared, run.parameters(), System::getenv);
            lazy = SuiteClusters.lazy(new ClusterRequest(declared, OfTheRun.class, settings, run));
        }
        Cluster cluster = lazy.cluster();
        System.setProperty(PROPERTY, cluster.kubeconfigFile().toString());
        LOG.info("cluster {} is the one that code finds which looks for a kubeconfig itself", cluster.name());
    }

    /** There is more that such a client looks at, and some of it beats a kubeconfig. */
    private static void requireToBeFound() {
        String found = Config.autoConfigure(null).getMasterUrl();
        if (!NOWHERE.equals(found)) {
            throw unusable(
                    "fabric8's client finds %s instead".formatted(Redaction.quoted(String.valueOf(found))),
                    "unset what beats a kubeconfig, in the environment and in system properties: KUBERNETES_MASTER,"
                            + " kubernetes.master, kubernetes.auth.tryKubeConfig, kubernetes.disable.autoConfig",
                    null);
        }
    }

    private void uninstall() {
        synchronized (AmbientCluster.class) {
            before.ifPresentOrElse(path -> System.setProperty(PROPERTY, path), () -> System.clearProperty(PROPERTY));
            current = null;
        }
        try {
            Files.deleteIfExists(nowhere);
        } catch (IOException e) {
            LOG.debug("{} was not deleted", nowhere, e);
        }
    }

    private static KsailException unusable(String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException(
                "There is no cluster for code that looks for a kubeconfig itself", seen, remedy, cause);
    }
}
