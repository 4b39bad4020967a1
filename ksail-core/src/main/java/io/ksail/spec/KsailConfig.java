package io.ksail.spec;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that a {@code ksail.yaml} says: the cluster, the host it runs on, and where its own kubeconfig goes.
 * Immutable. The environment variables {@code KSAIL_HOST_KUBECONFIG} and {@code KSAIL_HOST_CONTEXT} beat the host's
 * fields; that is for the host connection to apply.
 *
 * @param cluster the nested cluster
 * @param hostKubeconfig the host's kubeconfig file, {@code spec.provider.kubernetes.kubeconfig}; default {@code
 *     ~/.kube/config}
 * @param hostContext the context in it, {@code spec.provider.kubernetes.context}; default its current context
 * @param kubeconfig the file that the nested cluster's kubeconfig is merged into, {@code
 *     spec.cluster.connection.kubeconfig}; default {@code ~/.kube/config}
 * @param context the context's name there, {@code spec.cluster.connection.context}; default the distribution's own form
 */
public record KsailConfig(
        ClusterSpec cluster,
        Optional<Path> hostKubeconfig,
        Optional<String> hostContext,
        Optional<Path> kubeconfig,
        Optional<String> context) {

    /**
     * Checks the texts and makes the paths absolute.
     *
     * @throws InvalidSpecException if a path or a context's name is blank, or holds control characters
     */
    public KsailConfig {
        hostKubeconfig = hostKubeconfig.map(path -> printable("hostKubeconfig", path));
        hostContext.ifPresent(name -> OneLine.require("hostContext", name));
        kubeconfig = kubeconfig.map(path -> printable("kubeconfig", path));
        context.ifPresent(name -> OneLine.require("context", name));
    }

    /**
     * A configuration that leaves everything but the cluster at its defaults.
     *
     * @param cluster the nested cluster
     * @return a configuration without host or kubeconfig fields
     */
    public static KsailConfig of(ClusterSpec cluster) {
        return new KsailConfig(cluster, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The same with another cluster.
     *
     * @param value the nested cluster
     * @return a new value
     */
    public KsailConfig withCluster(ClusterSpec value) {
        return new KsailConfig(value, hostKubeconfig, hostContext, kubeconfig, context);
    }

    /**
     * The same with another kubeconfig of the host.
     *
     * @param value the host's kubeconfig file
     * @return a new value
     * @throws InvalidSpecException if the path holds control characters
     */
    public KsailConfig withHostKubeconfig(Path value) {
        return new KsailConfig(cluster, Optional.of(value), hostContext, kubeconfig, context);
    }

    /**
     * The same with another context of the host.
     *
     * @param value the context's name
     * @return a new value
     * @throws InvalidSpecException if it is blank, or holds control characters
     */
    public KsailConfig withHostContext(String value) {
        return new KsailConfig(cluster, hostKubeconfig, Optional.of(value), kubeconfig, context);
    }

    /**
     * The same with another place for the nested cluster's kubeconfig.
     *
     * @param value the file it is merged into
     * @return a new value
     * @throws InvalidSpecException if the path holds control characters
     */
    public KsailConfig withKubeconfig(Path value) {
        return new KsailConfig(cluster, hostKubeconfig, hostContext, Optional.of(value), context);
    }

    /**
     * The same with another name for the nested cluster's context.
     *
     * @param value the context's name
     * @return a new value
     * @throws InvalidSpecException if it is blank, or holds control characters
     */
    public KsailConfig withContext(String value) {
        return new KsailConfig(cluster, hostKubeconfig, hostContext, kubeconfig, Optional.of(value));
    }

    private static Path printable(String field, Path path) {
        OneLine.require(field, path.toString());
        return path.toAbsolutePath();
    }
}
