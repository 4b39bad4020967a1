package io.ksail.junit;

import io.ksail.cluster.ShareOptions;
import io.ksail.cluster.SharedSpecification;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/** The clusters that classes share, in the store of the launcher session: one for each name, or specification. */
final class SuiteClusters {

    /**
     * One shared cluster.
     *
     * @param slot where it is
     * @param specification what all who share it have to agree on
     * @param testClass who asked first
     */
    private record Suite(ClusterSlot slot, SharedSpecification specification, Class<?> testClass) {}

    /**
     * Which one is meant.
     *
     * @param host on which host
     * @param what its name, or its specification where it has none
     */
    private record Key(Object host, Object what) {}

    private SuiteClusters() {}

    static ClusterSlot slot(Declaration declaration, ExtensionContext context) {
        Settings settings = Settings.of(declaration, context);
        ClusterSpec spec = settings.cluster();
        SharedSpecification wanted = specification(declaration, spec, settings);
        String name = declaration.annotation().name();
        // Before the cluster in the store, so that it outlives the cluster.
        Hosts.of(declaration, context);
        Suite suite = (Suite) context.getStore(StoreScope.LAUNCHER_SESSION, Stored.NAMESPACE)
                .getOrComputeIfAbsent(
                        new Key(Hosts.key(settings.host()), name.isBlank() ? wanted : name),
                        key -> stored(declaration, settings, spec, context),
                        Stored.class)
                .value();
        suite.specification()
                .require(
                        wanted,
                        spec.name(),
                        suite.testClass().getName(),
                        declaration.testClass().getName());
        return suite.slot();
    }

    /** How long it stays is one answer for all, too. */
    private static SharedSpecification specification(Declaration declaration, ClusterSpec spec, Settings settings) {
        return SharedSpecification.of(spec)
                .with(Content.asText(declaration.annotation()))
                .with(Map.of(
                        "keepFor", settings.keepFor().map(Duration::toString).orElse("default")));
    }

    private static Stored<Suite> stored(
            Declaration declaration, Settings settings, ClusterSpec spec, ExtensionContext context) {
        ClusterQueue queue = TestClusters.queue(context);
        ClusterSlot slot = new ClusterSlot(declaration.words(), () -> {
            Content content = Content.declaredBy(declaration, context);
            queue.enterForGood();
            return Hosts.clusters(declaration, context)
                    .share(
                            spec,
                            new ShareOptions(
                                    settings.keepFor(), Content.asText(declaration.annotation()), content::prepare));
        });
        Closing closing = TestClusters.closing(settings, slot, slot::hasFailedTest);
        Suite suite = new Suite(slot, specification(declaration, spec, settings), declaration.testClass());
        return new Stored<>(suite, () -> slot.own().ifPresent(closing::close));
    }
}
