package io.ksail.junit;

import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.ksail.access.Access;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Causes;
import io.ksail.internal.LentClient;
import io.ksail.spec.InvalidSpecException;
import java.io.File;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What an element can be given, by its type and by whether it is marked with such as {@link Kubeconfig}. */
final class Injection {

    private static final List<Class<? extends Annotation>> MARKS = List.of(
            Kubeconfig.class,
            Talosconfig.class,
            InCluster.class,
            AsUser.class,
            AsServiceAccount.class,
            TestNamespace.class,
            HostCluster.class);

    private Injection() {}

    /** Whether an element says by an annotation that it is ours to give. */
    static boolean isMarked(TestElement element) {
        return MARKS.stream().anyMatch(element::has);
    }

    /** Whether a field or parameter of this type, unmarked, is one of ours to give. */
    static boolean isOurs(Class<?> type) {
        return type == Cluster.class || type == Config.class || Client.class.isAssignableFrom(type);
    }

    /** Nobody else resolves parameters of the client's own types, so those that are not available are refused by name. */
    static boolean isClientType(Class<?> type) {
        return type.getPackageName().equals(Client.class.getPackageName());
    }

    /** Something of the nested cluster; clients use the given namespace by default. */
    static Object value(TestElement element, Cluster cluster, Optional<String> namespace) {
        Class<?> type = element.type();
        Login login = Login.wantedBy(element, cluster);
        if (element.has(Kubeconfig.class)) {
            return file(element, "@Kubeconfig", login.file(), () -> login.kubeconfig()
                    .yaml());
        }
        if (element.has(Talosconfig.class)) {
            return file(element, "@Talosconfig", cluster::talosconfigFile, () -> cluster.talosconfig()
                    .yaml());
        }
        if (type == Cluster.class) {
            return cluster;
        }
        if (type == Config.class) {
            Config config = login.kubeconfig().clientConfig();
            namespace.ifPresent(config::setNamespace);
            return config;
        }
        if (Client.class.isAssignableFrom(type)) {
            KubernetesClient client = login.client();
            return client(
                    element,
                    type.asSubclass(Client.class),
                    namespace
                            .<KubernetesClient>map(name -> client.adapt(NamespacedKubernetesClient.class)
                                    .inNamespace(name))
                            .orElse(client));
        }
        throw unsupported(element, "it is none of the types that can be injected");
    }

    private static Object file(TestElement element, String mark, Supplier<Path> file, Supplier<String> text) {
        Class<?> type = element.type();
        if (type == Path.class) {
            return file.get();
        }
        if (type == File.class) {
            return file.get().toFile();
        }
        if (type == String.class) {
            return text.get();
        }
        throw unsupported(element, mark + " goes with Path, File or String");
    }

    /** Something of the cluster around the nested one. */
    static Object valueOfHost(TestElement element, KubernetesClient host) {
        if (element.type() == Config.class) {
            // Not of one that a test may have changed.
            return new ConfigBuilder(LentClient.ownersOf(host).getConfiguration()).build();
        }
        if (Client.class.isAssignableFrom(element.type())) {
            return client(element, element.type().asSubclass(Client.class), host);
        }
        throw unsupported(element, "@HostCluster goes with KubernetesClient, client types it adapts to, and Config");
    }

    private static Object client(TestElement element, Class<? extends Client> type, KubernetesClient client) {
        if (type.isInstance(client)) {
            return client;
        }
        try {
            return client.adapt(type);
        } catch (IllegalStateException e) {
            // What a client that can't be adapted says; whatever else goes wrong is no question of the type.
            throw unsupported(element, Causes.message(e));
        }
    }

    static InvalidSpecException unsupported(TestElement element, String why) {
        return new InvalidSpecException(
                "%s can't be injected: its type is %s"
                        .formatted(element.description(), element.type().getTypeName()),
                why,
                "use KubernetesClient (or a client type it adapts to), io.fabric8.kubernetes.client.Config,"
                        + " io.ksail.cluster.Cluster, @Kubeconfig or @Talosconfig Path, File or String, or @TestNamespace String");
    }

    /** Whose way into a cluster an element asks for: the administrator's, unless an annotation says otherwise. */
    private record Login(KubernetesClient client, io.ksail.kubeconfig.Kubeconfig kubeconfig, Supplier<Path> file) {

        static Login wantedBy(TestElement element, Cluster cluster) {
            return access(element, cluster)
                    .map(access -> new Login(access.client(), access.kubeconfig(), access::kubeconfigFile))
                    .orElseGet(() -> new Login(cluster.client(), cluster.kubeconfig(), cluster::kubeconfigFile));
        }

        private static Optional<Access> access(TestElement element, Cluster cluster) {
            Optional<AsUser> user = element.annotation(AsUser.class);
            Optional<AsServiceAccount> account = element.annotation(AsServiceAccount.class);
            if (user.isPresent() && account.isPresent()) {
                throw element.cannotBeInjected("it has both @AsUser and @AsServiceAccount", "give one of them");
            }
            if ((user.isPresent() || account.isPresent()) && element.type() == Cluster.class) {
                throw element.cannotBeInjected(
                        "a Cluster is the administrator's, and it has @AsUser or @AsServiceAccount",
                        "ask for a client, or call Cluster.asUser or asServiceAccount");
            }
            return user.map(as -> cluster.asUser(as.name(), as.groups()))
                    .or(() -> account.map(as -> cluster.asServiceAccount(as.namespace(), as.name())));
        }
    }
}
