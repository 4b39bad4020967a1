package io.ksail.distribution;

import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** One kind of nested cluster. Found through {@link ServiceLoader}; stateless and thread-safe. */
public interface Distribution {

    /**
     * Which distribution this is.
     *
     * @return its type
     */
    DistributionType type();

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
     * What is wanted, once the distribution has read what is said in its own format. Asked first of all, before anything
     * is made.
     *
     * @param spec what is wanted
     * @return the specification to go by; default the same
     * @throws InvalidSpecException if there is something in it that this distribution can't do
     */
    default ClusterSpec settled(ClusterSpec spec) {
        return spec;
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
     * @param type the distribution
     * @return its implementation
     * @throws InvalidSpecException if there is none on the class path
     */
    static Distribution of(DistributionType type) {
        List<Distribution> all = ServiceLoader.load(Distribution.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return all.stream()
                .filter(distribution -> distribution.type() == type)
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "The distribution %s can't be used".formatted(type),
                        "this version of KSail for JUnit does not have it",
                        "use one of: "
                                + String.join(
                                        ", ",
                                        all.stream()
                                                .map(distribution ->
                                                        distribution.type().yamlName())
                                                .toList())));
    }
}
