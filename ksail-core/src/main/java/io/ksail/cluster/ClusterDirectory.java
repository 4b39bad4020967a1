package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.LeaseGuard;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the nested clusters of a host by their labels: two requests, however many there are. */
final class ClusterDirectory {

    private final KubernetesClient host;

    ClusterDirectory(KubernetesClient host) {
        this.host = host;
    }

    /** All of them, by name. */
    List<ClusterInfo> all() {
        try {
            List<Namespace> namespaces = host
                    .namespaces()
                    .withLabel(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE)
                    .list()
                    .getItems()
                    .stream()
                    .filter(ClusterLabels::isOurs)
                    .toList();
            Map<String, List<Pod>> pods = namespaces.isEmpty() ? Map.of() : labelledPods();
            return namespaces.parallelStream()
                    .map(namespace -> described(
                            namespace, pods.get(namespace.getMetadata().getName())))
                    .sorted(Comparator.comparing(ClusterInfo::name).thenComparing(ClusterInfo::namespace))
                    .toList();
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The nested clusters of the host can't be listed",
                    Causes.message(e),
                    "check that the host answers, and that its user may list namespaces and pods",
                    e);
        }
    }

    /** The one that is called so, by its own name or by that of its namespace. */
    Optional<ClusterInfo> find(String name) {
        return namespaceOf(name).map(namespace -> described(namespace, null));
    }

    /** The namespace of the one that is called so. */
    Optional<Namespace> namespaceOf(String name) {
        try {
            List<Namespace> called = named(name);
            if (called.size() > 1) {
                throw new KsailException(
                        "Which cluster '%s' is meant can't be told".formatted(name),
                        "the host has "
                                + called.stream()
                                        .map(namespace ->
                                                namespace.getMetadata().getName())
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                        "give one of these names instead");
            }
            return called.isEmpty() ? byNamespace(name) : Optional.of(called.get(0));
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "Cluster '%s' can't be looked for".formatted(name),
                    Causes.message(e),
                    "check that the host answers, and that its user may list namespaces and pods",
                    e);
        }
    }

    private List<Namespace> named(String name) {
        return host
                .namespaces()
                .withLabel(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE)
                .withLabel(ClusterLabels.CLUSTER, name)
                .list()
                .getItems()
                .stream()
                .filter(ClusterLabels::isOurs)
                .toList();
    }

    private Optional<Namespace> byNamespace(String name) {
        return Optional.ofNullable(host.namespaces().withName(name).get()).filter(ClusterLabels::isOurs);
    }

    /** A namespace that has the name such a cluster would have, and is somebody else's. */
    Optional<String> foreignNamespace(String name) {
        return DistributionDescriptor.all().stream()
                .map(distribution -> distribution.namespacePrefix() + name)
                .distinct()
                .filter(candidate -> host.namespaces().withName(candidate).get() != null)
                .findFirst();
    }

    private Map<String, List<Pod>> labelledPods() {
        return host
                .pods()
                .inAnyNamespace()
                .withLabel(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !LeaseGuard.NAME.equals(pod.getMetadata().getName()))
                .collect(Collectors.groupingBy(pod -> pod.getMetadata().getNamespace()));
    }

    /** Another tool's pods need not carry the labels of their namespace. */
    private ClusterInfo described(Namespace namespace, @Nullable List<Pod> labelled) {
        List<Pod> pods = labelled != null
                ? labelled
                : host.pods()
                        .inNamespace(namespace.getMetadata().getName())
                        .list()
                        .getItems();
        return new FoundCluster(namespace, pods).info();
    }
}
