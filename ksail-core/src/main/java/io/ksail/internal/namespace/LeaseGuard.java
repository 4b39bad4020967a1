package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Durations;
import io.ksail.internal.TextResource;
import io.ksail.internal.pod.GuardContainer;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small pod beside the nodes that deletes the namespace when its lease has run out, so that a killed process leaks
 * nothing for long. It may read, sign and delete this one namespace and nothing else.
 */
public final class LeaseGuard {

    /** The name of the pod, and of all that it needs. */
    public static final String NAME = "ksail-lease";

    private static final Logger LOG = LoggerFactory.getLogger(LeaseGuard.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final ClusterSpec spec;
    private final Map<String, String> labels;
    private final String image;
    private final List<ResourceRef> preDelete;

    /**
     * The guard of a cluster.
     *
     * @param spec the cluster
     * @param labels what is on every object of it
     * @param image what its pod runs, with a shell and {@code kubectl}
     * @param preDelete what it deletes before the namespace
     */
    public LeaseGuard(ClusterSpec spec, Map<String, String> labels, String image, List<ResourceRef> preDelete) {
        this.spec = spec;
        this.labels = labels;
        this.image = image;
        this.preDelete = preDelete;
    }

    /**
     * Sets it up. It is what helps when this process is killed; a host that does not allow it still gets its cluster.
     *
     * @param host a client of the host
     */
    public void begin(KubernetesClient host) {
        try {
            objects().forEach(object -> ConfirmedCreation.create(host, object));
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            LOG.warn(
                    "cluster {}: the host does not allow its lease to be guarded, so a killed process would leave it"
                            + " behind until the next run: {}",
                    spec.name(),
                    Causes.message(e));
        }
    }

    /** In the order in which they have to be created. */
    List<HasMetadata> objects() {
        return List.of(serviceAccount(), role(), roleBinding(), pod());
    }

    private ServiceAccount serviceAccount() {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    /** A request for a namespace is authorized in that namespace, so no cluster-wide permission is needed. */
    private Role role() {
        RoleBuilder role = new RoleBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("namespaces")
                .withResourceNames(spec.namespace())
                .withVerbs("get", "patch", "delete")
                .endRule();
        preDelete.forEach(object -> role.addNewRule()
                .withApiGroups(object.group())
                .withResources(object.plural())
                .withResourceNames(object.name())
                .withVerbs("get", "delete")
                .endRule());
        return role.build();
    }

    private RoleBinding roleBinding() {
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", NAME)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(NAME)
                .withNamespace(spec.namespace())
                .endSubject()
                .build();
    }

    private Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(1L)
                // It ends by itself when there is no lease to guard any more.
                .withRestartPolicy("OnFailure")
                .withContainers(container())
                .endSpec()
                .build();
    }

    private Container container() {
        Duration pause = Durations.shorter(LONGEST_PAUSE, spec.lease().dividedBy(4));
        Map<String, String> environment = Map.of(
                "NAMESPACE", spec.namespace(),
                "LEASE_SECONDS", ClusterLabels.leaseSeconds(spec.lease()),
                "PAUSE_SECONDS", String.valueOf(Math.max(1, pause.toSeconds())),
                "DELETED_FIRST",
                        preDelete.stream()
                                .map(object -> object.path(spec.namespace()))
                                .collect(Collectors.joining(" ")));
        return new GuardContainer("lease", image, TextResource.beside(LeaseGuard.class, "lease-guard.sh"), environment)
                .container();
    }
}
