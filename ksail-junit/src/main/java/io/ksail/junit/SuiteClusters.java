package io.ksail.junit;

import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.Map;

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

    /** Equal for requests that mean the same one. */
    static Object key(ClusterRequest request) {
        return key(request, specification(request, request.settings().cluster()));
    }

    private static Key key(ClusterRequest request, SharedSpecification wanted) {
        String name = request.declared().name();
        return new Key(Hosts.key(request.settings().host()), name.isBlank() ? wanted : name);
    }

    private static SharedSpecification specification(ClusterRequest request, ClusterSpec spec) {
        return SharedSpecification.of(spec)
                .with(Content.asText(request.declared()))
                // How long it stays is one answer for all, too.
                .with(Map.of(
                        "keepFor",
                        request.settings().keepFor().map(Duration::toString).orElse("default")));
    }

    /** The cluster that a request means. */
    static LazyCluster lazy(ClusterRequest request) {
        TestRun run = request.run();
        Settings settings = request.settings();
        ClusterSpec spec = settings.cluster();
        SharedSpecification wanted = specification(request, spec);
        // Before the cluster in the store, so that it outlives the cluster.
        Hosts.of(settings.host(), run);
        StoredResource<?> stored =
                (StoredResource<?>) run.store().getOrComputeIfAbsent(key(request, wanted), ignored -> {
                    LazyCluster lazy = new LazyCluster(Declaration.describe(request.declared()), () -> {
                        TestClusters.semaphore(run).acquireForGood();
                        return LookAhead.of(run).claim(request).orElseGet(request::create);
                    });
                    RetentionPolicy retention = TestClusters.retention(settings, lazy, lazy::hasFailedTest);
                    return new StoredResource<>(new Suite(lazy, wanted, request.testClass()), () -> lazy.own()
                            .ifPresent(retention::close));
                });
        Suite suite = (Suite) stored.value();
        suite.specification()
                .require(
                        wanted,
                        spec.name(),
                        suite.testClass().getName(),
                        request.testClass().getName());
        return suite.lazy();
    }
}
