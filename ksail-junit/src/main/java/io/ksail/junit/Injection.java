package io.ksail.junit;

import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.Config;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Causes;
import io.ksail.spec.InvalidSpecException;
import java.io.File;
import java.nio.file.Path;

/** What an element can be given, by its type and by whether it is marked with {@link Kubeconfig}. */
final class Injection {

    private Injection() {}

    /** Whether a field or parameter of this type, unmarked, is one of ours to give. */
    static boolean isOurs(Class<?> type) {
        return type == Cluster.class || type == Config.class || Client.class.isAssignableFrom(type);
    }

    /** Nobody else resolves parameters of the client's own types, so those that can't be had are refused by name. */
    static boolean isClientType(Class<?> type) {
        return type.getPackageName().equals(Client.class.getPackageName());
    }

    static Object value(String element, Class<?> type, boolean markedKubeconfig, Cluster cluster) {
        if (markedKubeconfig) {
            return kubeconfig(element, type, cluster);
        }
        if (type == Cluster.class) {
            return cluster;
        }
        if (type == Config.class) {
            return cluster.kubeconfig().clientConfig();
        }
        if (Client.class.isAssignableFrom(type)) {
            return client(element, type.asSubclass(Client.class), cluster);
        }
        throw unsupported(element, type, "it is none of the types that can be injected");
    }

    private static Object kubeconfig(String element, Class<?> type, Cluster cluster) {
        if (type == Path.class) {
            return cluster.kubeconfigFile();
        }
        if (type == File.class) {
            return cluster.kubeconfigFile().toFile();
        }
        if (type == String.class) {
            return cluster.kubeconfig().yaml();
        }
        throw unsupported(element, type, "@Kubeconfig goes with Path, File or String");
    }

    private static Object client(String element, Class<? extends Client> type, Cluster cluster) {
        if (type.isInstance(cluster.client())) {
            return cluster.client();
        }
        try {
            return cluster.client().adapt(type);
        } catch (RuntimeException e) {
            throw unsupported(element, type, Causes.words(e));
        }
    }

    private static InvalidSpecException unsupported(String element, Class<?> type, String why) {
        return new InvalidSpecException(
                "%s can't be injected: its type is %s".formatted(element, type.getTypeName()),
                why,
                "use KubernetesClient (or a client type it adapts to), io.fabric8.kubernetes.client.Config,"
                        + " io.ksail.cluster.Cluster, or @Kubeconfig Path, File or String");
    }
}
