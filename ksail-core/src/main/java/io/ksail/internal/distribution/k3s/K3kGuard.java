package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.ksail.internal.TextResource;
import io.ksail.internal.pod.GuardContainer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pod beside an operator that KSail has installed. It deletes the operator's namespace when no cluster of the operator's
 * has been there for some time, whoever has made and deleted them; everything else of the operator belongs to the namespace.
 */
record K3kGuard(String image, Namespace namespace, Duration unused, Duration first) {

    static final String NAME = "ksail-operator";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    List<HasMetadata> objects() {
        return List.of(
                new ServiceAccountBuilder().withMetadata(inside()).build(),
                new RoleBuilder()
                        .withMetadata(inside())
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("namespaces")
                        .withResourceNames(K3kOperator.NAMESPACE)
                        .withVerbs("get", "delete")
                        .endRule()
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(inside())
                        .withNewRoleRef(RBAC, "Role", NAME)
                        .withSubjects(account())
                        .build(),
                new ClusterRoleBuilder()
                        .withMetadata(outside())
                        .addNewRule()
                        .withApiGroups(K3kCluster.GROUP)
                        .withResources(K3kCluster.PLURAL)
                        .withVerbs("list")
                        .endRule()
                        .build(),
                new ClusterRoleBindingBuilder()
                        .withMetadata(outside())
                        .withNewRoleRef(RBAC, "ClusterRole", NAME)
                        .withSubjects(account())
                        .build(),
                pod());
    }

    private static Subject account() {
        return new SubjectBuilder()
                .withKind("ServiceAccount")
                .withName(NAME)
                .withNamespace(K3kOperator.NAMESPACE)
                .build();
    }

    private static ObjectMeta inside() {
        return new ObjectMetaBuilder()
                .withName(NAME)
                .withNamespace(K3kOperator.NAMESPACE)
                .withLabels(K3kOperator.OURS)
                .build();
    }

    /** It goes with the namespace. */
    private ObjectMeta outside() {
        return new ObjectMetaBuilder()
                .withName(NAME)
                .withLabels(K3kOperator.OURS)
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Namespace")
                .withName(K3kOperator.NAMESPACE)
                .withUid(namespace.getMetadata().getUid())
                .endOwnerReference()
                .build();
    }

    private HasMetadata pod() {
        return new PodBuilder()
                .withMetadata(inside())
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(1L)
                .withContainers(container())
                .endSpec()
                .build();
    }

    private Container container() {
        long pause = Math.max(1, Math.min(LONGEST_PAUSE.toSeconds(), unused.toSeconds() / 4));
        Map<String, String> environment = Map.of(
                "NAMESPACE", K3kOperator.NAMESPACE,
                "UNUSED_SECONDS", String.valueOf(Math.max(1, unused.toSeconds())),
                "FIRST_SECONDS", String.valueOf(first.plus(unused).toSeconds()),
                "PAUSE_SECONDS", String.valueOf(pause));
        return new GuardContainer("guard", image, TextResource.beside(K3kGuard.class, "operator-guard.sh"), environment)
                .container();
    }
}
