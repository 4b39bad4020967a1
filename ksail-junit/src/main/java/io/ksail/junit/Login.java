package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.access.Access;
import io.ksail.cluster.Cluster;
import io.ksail.kubeconfig.Kubeconfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Whose way into a cluster an element asks for: the administrator's, unless an annotation says otherwise. */
record Login(KubernetesClient client, Kubeconfig kubeconfig, Supplier<Path> file) {

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
