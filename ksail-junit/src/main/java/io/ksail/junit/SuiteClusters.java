package io.ksail.junit;

import io.ksail.cluster.ShareOptions;
import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The clusters that classes share, in the store of the launcher session: one for each name, or specification. */
final class SuiteClusters {

    /**
     * One shared cluster.
     *
     * @param lazy the cluster
     * @param specification what all who share it have to agree on
     * @param testClass who asked first
     */
    private record Suite(LazyCluster lazy, SharedSpecification specification, Class<?> testClass) {}

    /**
     * Which one is meant.
     *
     * @param host on which host
     * @param what its name, or its specification where it has none
     */
    private record Key(Object host, Object what) {}

    private SuiteClusters() {}

    static LazyCluster lazy(Declaration declaration, ExtensionContext context) {
        return lazy(declaration.annotation(), declaration.testClass(), declaration.settings(), TestRun.of(context));
    }

    /**
     * The shared cluster of what is declared.
     *
     * @param declared what it is like
     * @param testClass who asks
     * @param settings what it is like, once every source has spoken
     * @param run who shares it
     */
    static LazyCluster lazy(NestedCluster declared, Class<?> testClass, Settings settings, TestRun run) {
        ClusterSpec spec = settings.cluster();
        SharedSpecification wanted = SharedSpecification.of(spec)
                .with(Content.asText(declared))
                // How long it stays is one answer for all, too.
                .with(Map.of(
                        "keepFor", settings.keepFor().map(Duration::toString).orElse("default")));
        // Before the cluster in the store, so that it outlives the cluster.
        Hosts.of(settings.host(), run);
        Key key = new Key(Hosts.key(settings.host()), declared.name().isBlank() ? wanted : declared.name());
        StoredResource<?> stored = (StoredResource<?>) run.store().getOrComputeIfAbsent(key, ignored -> {
            LazyCluster lazy = new LazyCluster(Declaration.describe(declared), () -> {
                Content content = Content.declaredBy(declared, testClass, run.parameters());
                TestClusters.semaphore(run).acquireForGood();
                return Hosts.clusters(settings.host(), run)
                        .share(spec, new ShareOptions(settings.keepFor(), Content.asText(declared), content::prepare));
            });
            RetentionPolicy retention = TestClusters.retention(settings, lazy, lazy::hasFailedTest);
            return new StoredResource<>(
                    new Suite(lazy, wanted, testClass), () -> lazy.own().ifPresent(retention::close));
        });
        Suite suite = (Suite) stored.value();
        suite.specification().require(wanted, spec.name(), suite.testClass().getName(), testClass.getName());
        return suite.lazy();
    }
}
