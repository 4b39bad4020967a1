package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed processes left behind where the host could not do it by itself, because the lease's pod never
 * ran: an image that could not be pulled, for example. What is found there was written by others: it is deleted or left
 * alone, and nothing that it says leads anywhere outside of it, or stops whoever sweeps.
 */
public final class ExpiredClusters {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredClusters.class);

    /** How long after its namespace the first things of a cluster may have been made, on a host that is very busy. */
    private static final Duration MADE_WITHIN = Duration.ofMinutes(1);

    private ExpiredClusters() {}

    /**
     * Begins to sweep, beside whatever else is to be done.
     *
     * @param host a client of the host
     * @param clock the host's
     * @param preDelete what a deletion begins with
     * @return completes, never exceptionally, when it is over
     */
    public static CompletableFuture<Void> sweep(
            KubernetesClient host, HostClock clock, ClusterNamespace.PreDelete preDelete) {
        return Async.<Void>begin(() -> {
            try {
                host.namespaces()
                        .withLabel(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE)
                        .list()
                        .getItems()
                        .forEach(namespace -> sweep(host, clock, namespace, preDelete));
            } catch (RuntimeException e) {
                LOG.debug("Clusters left behind were not looked for: {}", Causes.message(e));
            }
            return null;
        });
    }

    private static void sweep(
            KubernetesClient host, HostClock clock, Namespace namespace, ClusterNamespace.PreDelete preDelete) {
        try {
            if (isLeftBehind(namespace, clock) && isProven(host, namespace)) {
                LOG.info(
                        "namespace {} was left behind by {}: its lease ran out, deleting it",
                        namespace.getMetadata().getName(),
                        ClusterLabels.note(namespace, ClusterLabels.CREATED_BY).orElse("somebody"));
                ClusterNamespace.found(host, namespace, preDelete)
                        .sweep(ClusterLabels.creator() + ", which found that its lease had run out");
            }
        } catch (RuntimeException e) {
            LOG.debug(
                    "namespace {} was left behind, and is not deleted: {}",
                    namespace.getMetadata().getName(),
                    Causes.message(e));
        }
    }

    /**
     * Whether it was made for a cluster from the start, whatever is written on it: what KSail makes first in a namespace is
     * as old as the namespace, which nobody can have later; or there is nothing in it that could be anybody's.
     */
    private static boolean isProven(KubernetesClient host, Namespace namespace) {
        String name = namespace.getMetadata().getName();
        return isAsOld(
                        asked(() -> host.serviceAccounts()
                                .inNamespace(name)
                                .withName(LeaseGuard.NAME)
                                .get()),
                        namespace)
                || isAsOld(
                        asked(() ->
                                host.services().inNamespace(name).withName(name).get()),
                        namespace)
                || isEmpty(host, name);
    }

    /** Empty where it is not there, or the user may not look. */
    private static <T> Optional<T> asked(Supplier<@Nullable T> question) {
        try {
            return Optional.ofNullable(question.get());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static boolean isAsOld(Optional<? extends HasMetadata> object, Namespace namespace) {
        Instant made = Instant.parse(namespace.getMetadata().getCreationTimestamp());
        return object.filter(ClusterLabels::isLabelled)
                .map(there -> Instant.parse(there.getMetadata().getCreationTimestamp()))
                .filter(at -> Duration.between(made, at).compareTo(MADE_WITHIN) <= 0)
                .isPresent();
    }

    private static boolean isEmpty(KubernetesClient host, String namespace) {
        return holdsNone(() -> host.pods().inNamespace(namespace).list())
                && holdsNone(() -> host.services().inNamespace(namespace).list())
                && holdsNone(() -> host.secrets().inNamespace(namespace).list())
                && holdsNone(() ->
                        host.persistentVolumeClaims().inNamespace(namespace).list())
                && holdsNone(() -> host.configMaps()
                        .inNamespace(namespace)
                        .withField("metadata.name!", "kube-root-ca.crt")
                        .list());
    }

    private static boolean holdsNone(Supplier<KubernetesResourceList<?>> question) {
        return asked(question).filter(list -> list.getItems().isEmpty()).isPresent();
    }

    private static boolean isLeftBehind(Namespace namespace, HostClock clock) {
        return namespace.getMetadata().getDeletionTimestamp() == null
                && ClusterLabels.isOurs(namespace)
                && !ShutdownCleanup.hold(namespace.getMetadata().getUid())
                && ClusterLabels.hasExpired(namespace, clock.now());
    }
}
