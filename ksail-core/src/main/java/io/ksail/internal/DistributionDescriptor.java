package io.ksail.internal;

import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What a distribution says of itself without a host, for specifications and files. Whatever is found through {@link
 * ServiceLoader} implements {@code io.ksail.internal.distribution.Distribution} as well; stateless and thread-safe.
 */
public interface DistributionDescriptor {

    /**
     * What it is called in {@code ksail.yaml}, in the label {@code ksail.io/distribution}, and to users.
     *
     * @return its name, such as {@code K3s}
     */
    String name();

    /**
     * What the name of the host's namespace starts with; the cluster's name follows.
     *
     * @return at most nine characters, such as {@code k3k-}
     */
    String namespacePrefix();

    /**
     * Namespaces that are called like those of clusters and never are one's: of operators and platforms.
     *
     * @return their names
     */
    default Set<String> operatorNamespaces() {
        return Set.of(namespacePrefix() + "system");
    }

    /**
     * The file or folder beside {@code ksail.yaml} that configures this distribution in its own format, called as KSail
     * calls it.
     *
     * @return its name, such as {@code kind.yaml}; empty for a distribution that is not configured so
     */
    default Optional<String> configName() {
        return Optional.empty();
    }

    /**
     * Whether it can be made by an operator of the host.
     *
     * @return false where {@code operator} is a mistake
     */
    default boolean hasOperator() {
        return false;
    }

    /**
     * Whether its servers can be told arguments.
     *
     * @return false where {@code serverArguments} is a mistake
     */
    default boolean takesServerArguments() {
        return false;
    }

    /**
     * Whether it can be had as a control plane that no node belongs to.
     *
     * @return false where {@code withoutNodes} is a mistake
     */
    default boolean canBeWithoutNodes() {
        return false;
    }

    /**
     * The distributions that there are.
     *
     * @return those that users know by {@link DistributionType}, then others by name
     */
    static List<DistributionDescriptor> all() {
        return Found.ALL;
    }

    /**
     * The distributions that there are, as users call them.
     *
     * @return their names, in the same order
     */
    static List<String> names() {
        return all().stream().map(DistributionDescriptor::name).toList();
    }

    /**
     * A distribution by its name.
     *
     * @param name the name, spelled exactly
     * @return what is called so
     * @throws InvalidSpecException if nothing is
     */
    static DistributionDescriptor of(String name) {
        return all().stream()
                .filter(distribution -> distribution.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "The distribution '%s' can't be used".formatted(Redaction.quoted(name)),
                        "this version of KSail for JUnit does not have it",
                        "use one of: " + String.join(", ", names()) + NearestName.question(names(), name)));
    }

    /**
     * Whether a namespace has the name that the namespace of a cluster has. Those of operators and platforms have the same
     * form, and are never a cluster's.
     *
     * @param namespace the namespace's name
     * @param cluster the cluster's name
     * @return true if it is that of a cluster of this name, of whichever distribution
     */
    static boolean isNamespaceOf(String namespace, String cluster) {
        return all().stream().anyMatch(one -> namespace.equals(one.namespacePrefix() + cluster))
                && all().stream().noneMatch(one -> one.operatorNamespaces().contains(namespace));
    }

    /** Looked for once: what the class path has does not change. */
    final class Found {

        private static final List<String> FIRST = List.of(
                DistributionType.K3S, DistributionType.VANILLA, DistributionType.TALOS, DistributionType.VCLUSTER);

        private static final List<DistributionDescriptor> ALL =
                ServiceLoader.load(DistributionDescriptor.class, DistributionDescriptor.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .sorted(Comparator.comparingInt(Found::place).thenComparing(DistributionDescriptor::name))
                        .toList();

        private Found() {}

        private static int place(DistributionDescriptor distribution) {
            int place = FIRST.indexOf(distribution.name());
            return place < 0 ? FIRST.size() : place;
        }
    }
}
