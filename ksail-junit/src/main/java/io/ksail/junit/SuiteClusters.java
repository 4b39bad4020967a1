package io.ksail.junit;

import io.ksail.cluster.ShareOptions;
import io.ksail.cluster.SharedSpecification;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

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
        return slot(declaration.annotation(), declaration.testClass(), declaration.settings(), TestRun.of(context));
    }

    /**
     * The slot of what is declared.
     *
     * @param declared what it is like
     * @param testClass who asks
     * @param settings what it is like, once every source has spoken
     * @param run who shares it
     */
    static ClusterSlot slot(NestedCluster declared, Class<?> testClass, Settings settings, TestRun run) {
        ClusterSpec spec = settings.cluster();
        SharedSpecification wanted = SharedSpecification.of(spec)
                .with(Content.asText(declared))
                // How long it stays is one answer for all, too.
                .with(Map.of(
                        "keepFor", settings.keepFor().map(Duration::toString).orElse("default")));
        // Before the cluster in the store, so that it outlives the cluster.
        Hosts.of(settings.host(), run);
        Key key = new Key(Hosts.key(settings.host()), declared.name().isBlank() ? wanted : declared.name());
        Stored<?> stored = (Stored<?>) run.store().getOrMake(key, ignored -> {
            ClusterSlot slot = new ClusterSlot(Declaration.describe(declared), () -> {
                Content content = Content.declaredBy(declared, testClass, run.parameters());
                TestClusters.queue(run).enterForGood();
                return Hosts.clusters(settings.host(), run)
                        .share(spec, new ShareOptions(settings.keepFor(), Content.asText(declared), content::prepare));
            });
            RetentionPolicy retention = TestClusters.retention(settings, slot, slot::hasFailedTest);
            return new Stored<>(
                    new Suite(slot, wanted, testClass), () -> slot.own().ifPresent(retention::close));
        });
        Suite suite = (Suite) stored.value();
        suite.specification().require(wanted, spec.name(), suite.testClass().getName(), testClass.getName());
        return suite.slot();
    }
}
