package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespace of a cluster on its host: that very one, by its uid, and never one that has taken its place. Whatever is
 * written on it, and its deletion, is bound to that. Thread-safe.
 */
public final class ClusterNamespace {

    /** What has to be done on the host before the namespace is deleted, by the distribution of its cluster. */
    public interface PreDelete {

        /**
         * Touches nothing outside of the namespace.
         *
         * @param host a client of the host
         * @param seen the namespace
         */
        void inside(KubernetesClient host, Namespace seen);

        /**
         * Makes what the cluster has outside of the namespace go with it.
         *
         * @param host a client of the host
         * @param seen the namespace
         */
        void outside(KubernetesClient host, Namespace seen);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNamespace.class);

    /** Others may change it at the same moment, but not all the time. */
    private static final Duration TIME_TO_CHANGE = Duration.ofSeconds(30);

    /** In the words of the namespace controller. Groups without a dot are the API server's own. */
    private static final Pattern GROUP_VERSION = Pattern.compile("([a-z0-9-]+(?:\\.[a-z0-9-]+)+)/(v\\d+\\w*)");

    private final KubernetesClient host;
    private final Namespace first;
    private final PreDelete preDelete;
    private @Nullable HostClock clock;

    private ClusterNamespace(KubernetesClient host, Namespace first, PreDelete preDelete, @Nullable HostClock clock) {
        this.host = host;
        this.first = first;
        this.preDelete = preDelete;
        this.clock = clock;
    }

    /**
     * One that was made this moment.
     *
     * @param host a client of the host
     * @param made the host's answer
     * @param preDelete what its deletion begins with
     * @return a handle
     */
    public static ClusterNamespace made(KubernetesClient host, Namespace made, PreDelete preDelete) {
        return new ClusterNamespace(host, made, preDelete, HostClock.readFrom(made));
    }

    /**
     * One that was there before.
     *
     * @param host a client of the host
     * @param seen how it was found
     * @param preDelete what its deletion begins with
     * @return a handle
     */
    public static ClusterNamespace found(KubernetesClient host, Namespace seen, PreDelete preDelete) {
        return new ClusterNamespace(host, seen, preDelete, null);
    }

    /**
     * The host that it is on.
     *
     * @return a client
     */
    public KubernetesClient host() {
        return host;
    }

    /**
     * What it is called.
     *
     * @return such as {@code k3k-demo}
     */
    public String name() {
        return first.getMetadata().getName();
    }

    /**
     * Which one of that name it is.
     *
     * @return the host's identifier
     */
    public String uid() {
        return first.getMetadata().getUid();
    }

    /**
     * The cluster in it, as its label says.
     *
     * @return the cluster's name
     */
    public String cluster() {
        return first.getMetadata().getLabels().get(ClusterLabels.CLUSTER);
    }

    /**
     * The clock that its leases go by.
     *
     * @return the host's; asked for once where nothing was made this moment
     */
    public synchronized HostClock clock() {
        if (clock == null) {
            clock = HostClock.ask(host);
        }
        return clock;
    }

    /**
     * How it is at this moment.
     *
     * @return the namespace, which may be on its way out; empty if it is gone, whatever has its name now
     */
    public Optional<Namespace> now() {
        return Optional.ofNullable(host.namespaces().withName(name()).get()).filter(this::is);
    }

    /**
     * Whether it is this one.
     *
     * @param other a namespace
     * @return false for another one of the same name
     */
    public boolean is(Namespace other) {
        return Objects.equals(uid(), other.getMetadata().getUid());
    }

    /**
     * Whether it is this one, and not on its way out.
     *
     * @param other a namespace
     * @return true as long as nobody has asked for its deletion
     */
    public boolean isAlive(Namespace other) {
        return is(other) && other.getMetadata().getDeletionTimestamp() == null;
    }

    /**
     * Writes annotations, in one request; an empty value takes one off.
     *
     * @param annotations what is written
     * @return the namespace as it is then
     * @throws KubernetesClientException with code 404 or 409 if it is gone
     */
    public Namespace annotate(Map<String, Optional<String>> annotations) {
        return patch(annotations, Map.of("uid", uid()));
    }

    /**
     * Writes annotations only if nobody has changed anything since.
     *
     * @param seen how it was
     * @param annotations what is written; an empty value takes one off
     * @return the namespace as it is then
     * @throws KubernetesClientException with code 409 if somebody has
     */
    public Namespace annotate(Namespace seen, Map<String, Optional<String>> annotations) {
        return patch(
                annotations,
                Map.of("uid", uid(), "resourceVersion", seen.getMetadata().getResourceVersion()));
    }

    private Namespace patch(Map<String, Optional<String>> annotations, Map<String, String> conditions) {
        Map<String, Object> values = new HashMap<>();
        annotations.forEach((key, value) -> values.put(key, value.orElse(null)));
        Map<String, Object> metadata = new HashMap<>(conditions);
        metadata.put("annotations", values);
        return host.namespaces()
                .withName(name())
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(HostClock.FIELD_MANAGER)
                                .build(),
                        Serialization.asJson(Map.of("metadata", metadata)));
    }

    /**
     * Changes it as it is: again, if somebody else has changed it meanwhile.
     *
     * @param change what is done to the namespace as it was looked at, and refused by the host if it is not so any more
     * @param <T> what the change gives
     * @return what it gave; empty if the namespace is gone, or on its way out
     * @throws KubernetesClientException if the host refuses it, or others change it all the time
     */
    public <T> Optional<T> change(Function<Namespace, T> change) {
        return change(Deadline.in(TIME_TO_CHANGE), change);
    }

    /**
     * As {@link #change(Function)}, for as long as the caller has time.
     *
     * @param deadline until when it is tried again
     * @param change what is done
     * @param <T> what the change gives
     * @return what it gave; empty if the namespace is gone, or on its way out
     * @throws KubernetesClientException as {@link #change(Function)}
     */
    public <T> Optional<T> change(Deadline deadline, Function<Namespace, T> change) {
        while (true) {
            Optional<Namespace> seen = now().filter(this::isAlive);
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(change.apply(seen.get()));
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT ? deadline.passed() : !isGone(e)) {
                    throw e;
                }
                LOG.debug("namespace {}: changed by somebody else meanwhile, once more", name());
            }
        }
    }

    private boolean isGone(KubernetesClientException answer) {
        return answer.getCode() == HttpURLConnection.HTTP_NOT_FOUND && now().isEmpty();
    }

    /**
     * Asks the host to delete it, and what its cluster has outside of it; the host goes on by itself. Nothing that is not a
     * cluster's is deleted.
     *
     * @return false if there was nothing to ask for: it is gone, or on its way out already
     */
    public boolean delete() {
        return deleteIfOurs(UnaryOperator.identity());
    }

    /**
     * As {@link #delete()}, for somebody whose process it is not.
     *
     * @param who who asks for it and why, for those who use it
     * @return as {@link #delete()}
     */
    public boolean delete(String who) {
        return deleteIfOurs(seen -> signed(seen, who));
    }

    private boolean deleteIfOurs(UnaryOperator<Namespace> before) {
        return change(seen -> {
                    boolean ours = ClusterLabels.isOurs(seen);
                    if (ours) {
                        deleteUnchanged(before.apply(seen));
                    }
                    return ours;
                })
                .orElse(false);
    }

    /**
     * Deletes it if nobody has changed anything since, with what its cluster has outside of it.
     *
     * @param seen how it was
     * @throws KubernetesClientException with code 409 if somebody has
     */
    void deleteUnchanged(Namespace seen) {
        preDelete.inside(host, seen);
        preDelete.outside(host, seen);
        deleteLocked(seen);
    }

    /**
     * Deletes what a process that is gone has left behind, if nobody has changed anything since it was found: somebody may
     * have begun to use it this moment. Whatever is written on it, nothing outside of it is touched.
     *
     * @param who who asks for it and why
     * @throws KubernetesClientException with code 409 if somebody has
     */
    void sweep(String who) {
        preDelete.inside(host, first);
        deleteLocked(signed(first, who));
    }

    /** Locked on what was looked at, so that nothing else can be hit. */
    private void deleteLocked(Namespace seen) {
        host.resource(seen).lockResourceVersion().delete();
    }

    /** Who may delete it but not write on it deletes it without a word. */
    private Namespace signed(Namespace seen, String who) {
        try {
            return annotate(seen, Map.of(ClusterLabels.DELETED_BY, Optional.of(who)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return seen;
            }
            throw e;
        }
    }

    /**
     * Waits, by a watch, until it is gone; another one that takes its name does not count.
     *
     * @param limit how long to wait
     * @return whether it is gone
     * @throws InterruptedException when the thread is interrupted; the host goes on by itself
     */
    public boolean isGoneWithin(Duration limit) throws InterruptedException {
        try {
            Await.value(
                    host.namespaces().withName(name()).informOnCondition(found -> found.stream()
                            .noneMatch(this::is)),
                    limit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        }
    }

    /**
     * Why it is not gone yet.
     *
     * @return the words of the host's namespace controller
     */
    public String heldBy() {
        return Optional.ofNullable(host.namespaces().withName(name()).get())
                .map(Namespace::getStatus)
                .map(status -> status.getConditions().stream()
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .map(condition -> condition.getMessage())
                        .collect(Collectors.joining("; ")))
                .filter(conditions -> !conditions.isEmpty())
                .orElse("the host does not say what it waits for");
    }

    /** Removes the finalizers of what is being deleted in it, and still there because nobody answers for it. */
    public void removeFinalizers() {
        new Finalizers(this).removeAll();
    }

    /**
     * What the host does not know the objects of, so that it ends no namespace: an aggregated API whose server is gone.
     *
     * @param seen a namespace that is being deleted
     * @return names such as {@code v1beta1.metrics.k8s.io}, of APIService objects, as the namespace controller says
     */
    public static List<String> silentApiServices(@Nullable Namespace seen) {
        return Stream.ofNullable(seen)
                .map(Namespace::getStatus)
                .filter(Objects::nonNull)
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> "NamespaceDeletionDiscoveryFailure".equals(condition.getType()))
                .filter(condition -> "True".equals(condition.getStatus()))
                .flatMap(condition -> GROUP_VERSION
                        .matcher(String.valueOf(condition.getMessage()))
                        .results())
                .map(found -> found.group(2) + "." + found.group(1))
                .distinct()
                .toList();
    }

    /**
     * What to do about them.
     *
     * @param services what {@link #silentApiServices} gave
     * @return a part of a sentence
     */
    public static String remedyFor(List<String> services) {
        return "have whoever runs the host repair what serves them (kubectl get apiservice says why it is not available),"
                + " or, if nobody needs them: kubectl delete apiservice " + String.join(" ", services);
    }
}
