package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The clusters of declarations, in JUnit's store: created once, closed when the context that they belong to ends. */
final class TestClusters {

    private TestClusters() {}

    static Cluster of(Declaration declaration, ExtensionContext context) {
        return (Cluster) declaration
                .owner()
                .getStore(Stored.NAMESPACE)
                .getOrComputeIfAbsent(
                        declaration.key(),
                        key -> {
                            Content content = Content.declaredBy(
                                    declaration.annotation(),
                                    declaration.testClass(),
                                    context::getConfigurationParameter);
                            Cluster cluster = content.putInto(Hosts.clusters(declaration, context)
                                    .create(Settings.of(declaration, context).cluster()));
                            return new Stored<>(cluster, cluster::close);
                        },
                        Stored.class)
                .value();
    }

    static Optional<Cluster> ifThere(Declaration declaration) {
        return Optional.ofNullable(
                        declaration.owner().getStore(Stored.NAMESPACE).get(declaration.key(), Stored.class))
                .map(stored -> (Cluster) stored.value());
    }
}
