package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.internal.Await;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.TextResource;
import io.ksail.internal.Versions;
import io.ksail.internal.chart.ClientKubeconfig;
import io.ksail.internal.chart.ClusterScopedResources;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.host.AccessReview;
import io.ksail.internal.host.Permission;
import io.ksail.internal.host.RequiredPermissions;
import io.ksail.internal.pod.GuardContainer;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator k3k of a host, which all its clusters share. One that is there is used. One that is not there is installed
 * only when that is allowed, and goes when nobody needs it any more; nobody else's is ever touched.
 */
final class K3kOperator {

    private static final Logger LOG = LoggerFactory.getLogger(K3sDistribution.class);

    static final String NAMESPACE = "k3k-system";

    private static final String CHART = "k3k";

    /** On the namespace of an operator that KSail has installed. */
    static final Map<String, String> OURS = Map.of(K3sDistribution.OPERATOR, CHART);

    private static final String REPOSITORY = "https://rancher.github.io/k3k";
    private static final int FORBIDDEN = HttpURLConnection.HTTP_FORBIDDEN;

    private final KubernetesClient host;

    K3kOperator(KubernetesClient host) {
        this.host = host;
    }

    /** What creating its clusters takes, finding their kubeconfigs, seeing whether it runs, and what the lease pod is given. */
    static RequiredPermissions permissions(ClusterSpec spec) {
        String namespace = spec.namespace();
        List<Permission> forNodes = Stream.of(
                        Permission.allIn(namespace, "", "secrets", "get", "list", "watch"),
                        Permission.allIn(namespace, K3kCluster.GROUP, "clusters", "create", "list", "watch", "delete"))
                .flatMap(List::stream)
                .toList();
        List<Permission> optional = List.of(
                Permission.everywhere("list", "apps", "deployments"),
                Permission.in(namespace, "get", K3kCluster.GROUP, "clusters"));
        return RequiredPermissions.toCreate(spec, forNodes).with(CHART, optional, List.of());
    }

    /** Refuses to go on without an operator that is there, or may be installed. */
    void require(ClusterSpec spec) {
        if (isThere()) {
            return;
        }
        if (!spec.installOperator()) {
            throw refusal(
                    spec,
                    "the host does not have it",
                    "have an administrator install its chart (%s), allow KSail to do so with installOperator, or leave"
                                    .formatted(REPOSITORY)
                            + " operator out");
        }
        requireRights(spec);
        ChartInstaller.find(release(spec));
    }

    /** The chart makes more, but who may not make these may not install it. */
    private void requireRights(ClusterSpec spec) {
        List<Permission> missing = new AccessReview(host)
                .missing(List.of(
                        Permission.everywhere("create", "apiextensions.k8s.io", "customresourcedefinitions"),
                        Permission.everywhere("create", "rbac.authorization.k8s.io", "clusterroles"),
                        Permission.everywhere("create", "rbac.authorization.k8s.io", "clusterrolebindings")));
        if (!missing.isEmpty()) {
            throw refusal(
                    spec,
                    "the host does not have it, and this user, who would have to install it, may not "
                            + missing.stream().map(Permission::toString).collect(Collectors.joining(", ")),
                    "have an administrator install its chart (%s), or leave operator out".formatted(REPOSITORY));
        }
    }

    private static KsailException refusal(ClusterSpec spec, String seen, String remedy) {
        return new KsailException("The operator k3k can't make cluster '%s'".formatted(spec.name()), seen, remedy);
    }

    /** Definitions stay when an operator is removed, so that they alone say nothing. */
    private boolean isThere() {
        APIResourceList served = host.getApiResources(K3kCluster.GROUP_VERSION);
        if (served == null
                || served.getResources().stream()
                        .noneMatch(resource -> resource.getName().equals(K3kCluster.PLURAL))) {
            return false;
        }
        try {
            return host
                    .apps()
                    .deployments()
                    .inAnyNamespace()
                    .withLabel("app.kubernetes.io/name", CHART)
                    .list()
                    .getItems()
                    .stream()
                    .anyMatch(K3kOperator::isAvailable);
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return true;
        }
    }

    private static boolean isAvailable(Deployment deployment) {
        return deployment.getStatus() != null
                && deployment.getStatus().getAvailableReplicas() != null
                && deployment.getStatus().getAvailableReplicas() > 0;
    }

    private static ChartRelease release(ClusterSpec spec) {
        ChartRelease release = ChartRelease.chosen(CHART, spec.chart(), CHART, REPOSITORY, Versions.K3K_CHART)
                .withNamespace(NAMESPACE);
        return spec.imageRegistry()
                .map(registry -> release.withValue("global.imageRegistry", registry))
                .orElse(release);
    }

    /** Sees to it that there is one: whoever makes the namespace installs it, the others wait. */
    void ensure(StartRequest request, String guardImage) {
        if (isThere()) {
            return;
        }
        Namespace made;
        try {
            made = ConfirmedCreation.create(
                    host,
                    new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .withLabels(OURS)
                            .endMetadata()
                            .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            awaitOthers(request);
            return;
        }
        install(request, made, guardImage);
    }

    private void install(StartRequest request, Namespace namespace, String guardImage) {
        ChartRelease release = release(request.spec());
        LOG.info(
                "cluster {}: the host has no operator k3k; installing it for the whole host, as {}, until nobody needs it",
                request.spec().name(),
                release);
        try {
            Guard guard = new Guard(
                    guardImage,
                    namespace,
                    request.spec().lease(),
                    request.spec().readyTimeout());
            guard.objects().forEach(object -> ConfirmedCreation.create(host, object));
            ChartInstaller.find(release)
                    .install(
                            release,
                            ClientKubeconfig.of(host),
                            request.deadline().remaining(),
                            request.failure());
            new ClusterScopedResources(host, namespace, CHART, EnumSet.allOf(ClusterScopedResources.Kind.class)).bind();
        } catch (RuntimeException e) {
            withdraw(namespace, e);
            throw e;
        }
    }

    /** Only the very one that was made; locked on what is looked at. */
    private void withdraw(Namespace made, RuntimeException why) {
        try {
            Namespace there = host.namespaces().withName(NAMESPACE).get();
            if (there != null
                    && Objects.equals(
                            made.getMetadata().getUid(), there.getMetadata().getUid())) {
                host.resource(there).lockResourceVersion().delete();
            }
        } catch (KubernetesClientException e) {
            why.addSuppressed(e);
        }
    }

    private void awaitOthers(StartRequest request) {
        CompletableFuture<List<Deployment>> available = host.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/name", CHART)
                .informOnCondition(found -> found.stream().anyMatch(K3kOperator::isAvailable));
        Await.value(
                Await.unless(available, request.failure()),
                request.deadline().remaining(),
                late -> unavailable(
                        "namespace %s is there, and nothing in it becomes available".formatted(NAMESPACE), late),
                failed -> unavailable(String.valueOf(failed.getCause().getMessage()), failed),
                interrupted -> unavailable("the thread was interrupted while waiting for it", interrupted));
    }

    private static KsailException unavailable(String seen, Exception cause) {
        return new KsailException(
                "The operator k3k does not become available",
                seen,
                "look at kubectl get pods,events -n %s; delete that namespace if it is nobody's".formatted(NAMESPACE),
                cause);
    }

    /**
     * A pod beside an operator that KSail has installed. It deletes the operator's namespace when no cluster of the
     * operator's has been there for some time, whoever has made and deleted them; everything else of the operator
     * belongs to the namespace.
     */
    private record Guard(String image, Namespace namespace, Duration unused, Duration first) {

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
            return new GuardContainer(
                            "guard", image, TextResource.beside(Guard.class, "operator-guard.sh"), environment)
                    .container();
        }
    }
}
