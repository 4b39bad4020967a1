package io.ksail.internal.distribution;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.Versions;
import io.ksail.internal.host.RequiredPermissions;
import io.ksail.internal.image.ToolImage;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ResourceRef;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One kind of nested cluster, and all that is particular to it. Stateless and thread-safe. */
public interface Distribution extends DistributionDescriptor {

    /**
     * The port that the nested API server listens on in its pod.
     *
     * @return a port number
     */
    int apiPort();

    /**
     * The labels of the pods that serve the nested API.
     *
     * @param name the cluster's name
     * @return a selector for Services
     */
    Map<String, String> apiSelector(ClusterName name);

    /**
     * The name of the context in the cluster's kubeconfig.
     *
     * @param name the cluster's name
     * @return such as {@code k3k-demo}
     */
    String context(ClusterName name);

    /**
     * The image that a cluster's nodes run.
     *
     * @param spec what is wanted
     * @return an image reference
     */
    String nodeImage(ClusterSpec spec);

    /**
     * The image of the pod that guards the lease: it has a shell, {@code kubectl} and BusyBox.
     *
     * @param spec what is wanted
     * @return an image reference; default that of K3s, which is small and has all of it
     */
    default String toolImage(ClusterSpec spec) {
        return ToolImage.reference();
    }

    /**
     * The versions of Kubernetes that may be named by their minor version alone.
     *
     * @return one of each minor version, the newest patch that is known of it, such as {@code 1.36.4}
     */
    default List<String> knownVersions() {
        return Versions.PATCHES;
    }

    /**
     * What is wanted, in full: with a patch where only a minor version was named, and as the distribution reads it.
     *
     * @param wanted what is wanted
     * @return the specification to go by
     * @throws InvalidSpecException if there is something in it that the distribution can't do
     */
    static ClusterSpec resolved(ClusterSpec wanted) {
        Distribution distribution = of(wanted.distribution());
        return distribution.resolve(new KnownPatches(distribution).insertedInto(wanted));
    }

    /**
     * Refuses a minor version that this distribution is not known to have.
     *
     * @param version a version; one with a patch is for the registry to refuse
     * @throws InvalidSpecException if it has no patch, and none is known
     */
    default void requireKnown(KubernetesVersion version) {
        if (!version.hasPatch()) {
            new KnownPatches(this).newestOf(version);
        }
    }

    /**
     * What is wanted, once the distribution has read what is said in its own format. Asked first of all, before anything
     * is made.
     *
     * @param spec what is wanted
     * @return the specification to go by; default the same
     * @throws InvalidSpecException if there is something in it that this distribution can't do
     */
    default ClusterSpec resolve(ClusterSpec spec) {
        return spec;
    }

    /**
     * Whether its pods have to be privileged, so that the namespace has to allow it.
     *
     * @param spec what is wanted
     * @return false where it gets along with a host's baseline for pods
     */
    default boolean needsPrivilegedPods(ClusterSpec spec) {
        return true;
    }

    /**
     * Whether its pods and Services have networks of their own, which must not be those of the host.
     *
     * @return false where they use the host's
     */
    default boolean hasOwnNetworks() {
        return true;
    }

    /**
     * How many nodes have to be Ready before the cluster counts as usable.
     *
     * @param spec what is wanted
     * @return the nodes that were asked for; zero where nodes come and go with their pods
     */
    default int expectedNodes(ClusterSpec spec) {
        return spec.controlPlanes() + spec.workers();
    }

    /**
     * Which permissions the user of a host needs.
     *
     * @param spec what is wanted
     * @param hostVersion the version of the host, such as {@code v1.36.4}
     * @return the permissions; default those of nodes that are a StatefulSet in which commands are run
     */
    default RequiredPermissions permissions(ClusterSpec spec, String hostVersion) {
        return RequiredPermissions.toCreate(spec, RequiredPermissions.forStatefulSet(spec));
    }

    /**
     * What the namespace, and all in it, is labelled with.
     *
     * @param spec what is wanted
     * @return labels; by default those of every cluster, which are never left out
     */
    default Map<String, String> labels(ClusterSpec spec) {
        return ClusterLabels.labels(spec);
    }

    /**
     * Whether a cluster is of this distribution whose maker has not labelled it so, as KSail does not. Its namespace begins
     * with the prefix of this distribution.
     *
     * @param runs whether one of its pods runs an image that has a word in its name
     * @return default true: the prefix tells
     */
    default boolean recognizes(Predicate<String> runs) {
        return true;
    }

    /**
     * Whether a pod in a cluster's namespace is one of its own.
     *
     * @param pod a pod
     * @return false for one of its users; default true
     */
    default boolean isNode(Pod pod) {
        return true;
    }

    /**
     * Where somebody else than KSail for JUnit keeps the administrator's kubeconfig on the host.
     *
     * @param cluster the cluster's name
     * @return a Secret in its namespace; empty by default
     */
    default Optional<SecretKubeconfig> kubeconfigSecret(String cluster) {
        return Optional.empty();
    }

    /**
     * Refuses what this distribution can't do on a host, before anything is made there.
     *
     * @param host a client of the host
     * @param spec what is wanted
     * @throws io.ksail.KsailException with what it can't do, and what else would be possible
     */
    default void requireOn(KubernetesClient host, ClusterSpec spec) {
        // By default there is nothing that a host could lack.
    }

    /**
     * What the guard of the lease deletes before the namespace: objects that would hold it.
     *
     * @param spec what is wanted
     * @return objects in the namespace; none by default
     */
    default List<ResourceRef> preDelete(ClusterSpec spec) {
        return List.of();
    }

    /**
     * Does what has to be done in a namespace before it is deleted, whoever has made the cluster in it, and whoever deletes
     * it. Touches nothing outside of the namespace, and waits for nothing; what is not there is ignored.
     *
     * @param host a client of the host
     * @param namespace the namespace, as it was found
     */
    default void beforeDeletion(KubernetesClient host, Namespace namespace) {
        // By default everything goes with the namespace.
    }

    /**
     * Makes what a cluster has outside of its namespace belong to the namespace, so that it goes with it. Only what is
     * proven to have been made for the cluster: labels, annotations and Secrets in the namespace may be anybody's.
     *
     * @param host a client of the host
     * @param namespace the namespace, as it was found
     */
    default void bindToNamespace(KubernetesClient host, Namespace namespace) {
        // By default there is nothing outside.
    }

    /**
     * Whether the nodes come up once {@link #start} has returned, whatever becomes of this process.
     *
     * @param spec what is wanted
     * @return false, the default, where this process does a part of it
     */
    default boolean startsByItself(ClusterSpec spec) {
        return false;
    }

    /**
     * Creates the nodes on the host. Returns as soon as the host has accepted them.
     *
     * @param request where they go and under which addresses they will be reached
     * @return the nodes, still starting
     */
    Nodes start(StartRequest request);

    /**
     * The nodes that {@link #start} has created before, in this process or another one.
     *
     * @param request where they are
     * @return the nodes, running
     */
    Nodes running(StartRequest request);

    /**
     * The implementation of a distribution.
     *
     * @param name the distribution
     * @return its implementation
     * @throws InvalidSpecException if there is none on the class path
     */
    static Distribution of(String name) {
        return (Distribution) DistributionDescriptor.of(name);
    }

    /**
     * The distributions that there are.
     *
     * @return their implementations, in the order of {@link DistributionDescriptor#all}
     */
    static List<Distribution> all() {
        return DistributionDescriptor.all().stream()
                .map(Distribution.class::cast)
                .toList();
    }
}
