package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.ShareOptions;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import java.util.Optional;

/**
 * A cluster that is declared, as far as it is known without a context of JUnit's: it may be made before its class begins.
 *
 * @param declared what is declared
 * @param testClass the class that carries it
 * @param settings what it asks for, once every source has spoken
 * @param run the test run that it is for
 */
record ClusterRequest(NestedCluster declared, Class<?> testClass, Settings settings, TestRun run) {

    private static final ClusterName ANY = new ClusterName("any");

    /** Tells it from those of other declarations, in one combination of a matrix from those in others. */
    private record Key(Declaration.Key declaration, Optional<Combination> combination) {}

    static ClusterRequest of(Declaration declaration) {
        return new ClusterRequest(
                declaration.annotation(),
                declaration.testClass(),
                declaration.settings(),
                TestRun.of(declaration.owner()));
    }

    /** Equal for requests that one cluster answers; of those that each test has anew, any. */
    Object key() {
        return isShared()
                ? SuiteClusters.key(this)
                : new Key(new Declaration.Key(testClass, declared.name()), settings.combination());
    }

    /** Whether a cluster that is made for one serves another with the same key, whatever it is called by chance. */
    boolean isSameAs(ClusterRequest other) {
        return Hosts.key(settings.host()).equals(Hosts.key(other.settings.host()))
                && settings.givenName().equals(other.settings.givenName())
                && settings.keepFor().equals(other.settings.keepFor())
                && unnamed().equals(other.unnamed())
                && Content.asText(declared).equals(Content.asText(other.declared));
    }

    private ClusterSpec unnamed() {
        return settings.cluster().toBuilder()
                .name(ANY)
                .requestedBy(ANY.toString())
                .build();
    }

    boolean isShared() {
        return declared.scope() == Scope.SUITE;
    }

    /** Makes it, and puts into it what is declared. */
    Cluster create() {
        Content content = Content.declaredBy(declared, testClass, run.parameters());
        return isShared() ? share(content) : create(content);
    }

    private Cluster create(Content content) {
        int pool = canBePooled() ? settings.pool() : 0;
        return content.putInto(
                pool > 0
                        ? clusters().take(settings.cluster(), pool)
                        : clusters().create(settings.cluster()));
    }

    /** One that somebody has named was not made for nobody in particular; and a host of this JVM's own ends with it. */
    private boolean canBePooled() {
        HostRequest host = settings.host();
        return settings.givenName().isEmpty() && (host.shared() || host.decided() != HostKind.EMBEDDED);
    }

    private Cluster share(Content content) {
        return clusters()
                .share(
                        settings.cluster(),
                        new ShareOptions(settings.keepFor(), Content.asText(declared), content::prepare));
    }

    /** Makes it without the user's own code, which may count on its class and on nothing else being at work. */
    Cluster createAhead() {
        return isShared() ? create() : create(Content.withoutCustomizers(declared, testClass, run.parameters()));
    }

    /** What {@link #createAhead} has left out. */
    void complete(Cluster ahead) {
        if (declared.customizers().length > 0) {
            Content.onlyCustomizers(declared, run.parameters()).prepare(ahead);
        }
    }

    /** Whether it can be made ahead: customizers prepare a cluster that is shared before anybody has it. */
    boolean canBeAhead() {
        return !isShared() || declared.customizers().length == 0;
    }

    private Clusters clusters() {
        return Hosts.clusters(settings.host(), run);
    }
}
