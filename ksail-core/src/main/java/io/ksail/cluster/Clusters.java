package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.host.Host;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.exposure.ExposureChain;
import io.ksail.internal.namespace.ClusterClaim;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.pool.Begun;
import io.ksail.internal.pool.PoolRecords;
import io.ksail.internal.preflight.Preflight;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nested clusters of one host. Thread-safe: several may be created at once, and all but the first through one facade
 * are spared to wait for what the host does not have, such as a load balancer. As many are being created at the same
 * time as the host has processors, and at least two; others wait for their turn, which does not count as the time they take.
 *
 * <pre>{@code
 * try (Host host = Host.find(HostRequest.auto());
 *         Cluster cluster = Clusters.on(host).create(ClusterSpec.named("demo").build())) {
 *     cluster.client().nodes().list();
 * }
 * }</pre>
 */
public final class Clusters {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final Host host;
    private final CreationOptions options;
    private final ExposureChain exposures;
    private final CreationSlots slots;
    private final ClusterPool pool;

    private Clusters(Host host, CreationOptions options, ExposureChain exposures, CreationSlots slots) {
        this.host = host;
        this.options = options;
        this.exposures = exposures;
        this.slots = slots;
        this.pool = new ClusterPool(host, PoolRecords.ofUser(), this::begin, this::finish);
    }

    /**
     * The clusters of a host.
     *
     * @param host the host, which stays the caller's to close
     * @return the facade
     */
    public static Clusters on(Host host) {
        return new Clusters(host, CreationOptions.DEFAULT, ExposureChain.ofAllTiers(), CreationSlots.of(host));
    }

    /**
     * The same clusters, but what is left of one whose creation failed stays on the host, without a lease, for somebody
     * to look at.
     *
     * @return another facade of the same host
     */
    public Clusters keepingFailed() {
        return new Clusters(host, options.keepingFailed(), exposures, slots);
    }

    /**
     * The same clusters, telling somebody how far a creation has come.
     *
     * @param progress who is told
     * @return another facade of the same host
     */
    public Clusters reportingTo(Progress progress) {
        return new Clusters(host, options.reportingTo(progress), exposures, slots);
    }

    /**
     * The same clusters, but those that are created have an address that works when this process has ended: not one that
     * it forwards.
     *
     * @return another facade of the same host
     */
    public Clusters outlivingThisProcess() {
        return new Clusters(host, options.outlivingThisProcess(), exposures, slots);
    }

    /**
     * Checks what is wanted as far as {@link #create} does it without the host: the files beside {@code ksail.yaml} too.
     *
     * @param wanted what is wanted
     * @throws io.ksail.spec.InvalidSpecException if nobody could create what is asked for
     */
    public static void check(ClusterSpec wanted) {
        Distribution.resolved(wanted);
    }

    /**
     * Creates a cluster and waits until it is as ready as its specification asks. A failure leaves nothing on the
     * host, unless {@link #keepingFailed() told to}.
     *
     * @param wanted what is wanted
     * @return the cluster; the caller closes it
     * @throws ClusterCreationException if it could not be created, with the host's own words for why; or if the user of
     *     the host lacks permissions, with all that are missing, before anything is made
     * @throws io.ksail.spec.InvalidSpecException if nobody could create what is asked for
     * @throws io.ksail.host.HostUnavailableException if the host does not answer any more
     * @throws io.ksail.exposure.ExposureException if the host has no address for the nested API that can be reached from
     *     here
     */
    public Cluster create(ClusterSpec wanted) {
        return attempted(wanted, creation -> {
            Optional<Cluster> cluster = Optional.empty();
            while (cluster.isEmpty()) {
                cluster = creation.get().run();
            }
            return cluster.get();
        });
    }

    private <T> T attempted(ClusterSpec wanted, Function<Supplier<Creation>, T> attempts) {
        Distribution distribution = Distribution.of(wanted.distribution());
        ClusterSpec spec = Distribution.resolved(wanted);
        Preflight preflight = new Preflight(host, spec);
        ClusterSpec allocated = required(preflight, spec, distribution);
        try {
            return slots.inTurn(
                    spec.name(),
                    () -> attempts.apply(() ->
                            new Creation(host, preflight.hostNetworks(), allocated, distribution, exposures, options)));
        } catch (InterruptedException e) {
            throw interrupted(spec, distribution, e, "waiting for its turn to be created");
        }
    }

    private ClusterSpec required(Preflight preflight, ClusterSpec spec, Distribution distribution) {
        try {
            ClusterSpec allocated = preflight.require();
            if (!allocated.networks().equals(spec.networks())) {
                LOG.info(
                        "cluster {}: the host uses the default networks itself, so pods get {} and Services {}",
                        spec.name(),
                        allocated.networks().pods(),
                        allocated.networks().services());
            }
            return allocated;
        } catch (InterruptedException e) {
            throw interrupted(spec, distribution, e, "asking the host whether it can be created there");
        }
    }

    private KsailException interrupted(
            ClusterSpec spec, Distribution distribution, InterruptedException e, String doing) {
        Thread.currentThread().interrupt();
        return new CreationFailures(spec, distribution.nodeImage(spec), host.description()).interrupted(e, doing);
    }

    /**
     * A cluster that may have been begun before anybody asked for it, and else is created: it has a name of its own, which
     * begins with {@code test-}, whatever it was to be called. Afterwards others are begun, without waiting for them, until as
     * many stand on the host as are wanted there. They outlive this process, and come up by themselves; each goes to one of the
     * processes of this user on this machine, and is deleted by the host if none has taken it within an hour.
     *
     * <p>That is so for K3s with one control plane and without an operator; every other cluster is created.
     *
     * @param wanted what is wanted
     * @param size how many are to wait; of those that nobody here has asked for, the oldest make room
     * @return the cluster, as {@link #create} would have made it; the caller closes it
     * @throws KsailException as {@link #create} does
     */
    public Cluster take(ClusterSpec wanted, int size) {
        ClusterSpec spec = Distribution.resolved(wanted);
        boolean begins = Distribution.of(spec.distribution()).startsByItself(spec);
        Optional<Cluster> taken = begins ? pool.take(spec) : Optional.empty();
        Cluster cluster = taken.orElseGet(() -> create(ClusterPool.unnamed(wanted)));
        if (begins) {
            pool.fillBehind(spec, size);
        }
        return cluster;
    }

    /**
     * Begins clusters until as many stand on the host as are wanted there, for whoever {@link #take takes} them.
     *
     * @param wanted what is wanted, whatever it is called
     * @param size how many are to wait
     * @return how many had to be begun
     * @throws io.ksail.spec.InvalidSpecException if such clusters don't come up by themselves
     * @throws KsailException as {@link #create} does
     */
    public int fillPool(ClusterSpec wanted, int size) {
        ClusterSpec spec = Distribution.resolved(wanted);
        if (!Distribution.of(spec.distribution()).startsByItself(spec)) {
            throw new InvalidSpecException(
                    "Clusters of %s can't wait in a pool".formatted(spec.distribution()),
                    "only K3s with one control plane and without an operator comes up by itself",
                    "ask for such a cluster, or create it when it is needed");
        }
        return pool.fill(spec, size);
    }

    /**
     * Begins no more clusters for the pool. One that is being begun is waited for: about a second.
     */
    public void endFillingPool() {
        pool.end();
    }

    /**
     * Deletes all clusters that this user has in the pool of the host.
     *
     * @return how many there were
     * @throws KsailException if the host does not answer
     */
    public int drainPool() {
        return pool.drain();
    }

    private Begun begin(ClusterSpec spec) {
        return outlivingThisProcess().attempted(spec, creation -> creation.get().begin(ClusterPool.KEPT_FOR));
    }

    private Cluster finish(Begun begun, ClusterNamespace namespace) {
        ClusterSpec spec = begun.spec();
        return new Creation(host, List.of(), spec, Distribution.of(spec.distribution()), exposures, options)
                .finish(begun, namespace);
    }

    /**
     * A cluster that is shared with every process that asks for one of the same name in this way. The first one creates
     * it, the others wait until it is ready; closing it is letting go of it, and the last one out deletes it. A process
     * that is killed counts until its lease has run out. Its address is not one that its creator forwards.
     *
     * @param spec what is wanted; the same for all who share it, except for lease, ready timeout, mirrors and exposure
     * @return the cluster; the caller closes it
     * @throws io.ksail.spec.InvalidSpecException if the cluster of that name is another one, with what differs
     * @throws ClusterCreationException as {@link #create} does, here or in the process that creates it; and if the name
     *     is that of a cluster that is not shared
     */
    public Cluster share(ClusterSpec spec) {
        return share(spec, ShareOptions.DEFAULT);
    }

    /**
     * As {@link #share(ClusterSpec)}, but it may stay for a while, and be prepared.
     *
     * @param wanted what is wanted
     * @param how how it is shared
     * @return the cluster; the caller closes it
     */
    public Cluster share(ClusterSpec wanted, ShareOptions how) {
        ClusterSpec spec = Distribution.resolved(wanted);
        ClusterClaim claim = ClusterClaim.of(spec, how.agreed(), how.keepFor());
        Clusters sharing = new Clusters(host, options.outlivingThisProcess().sharedBy(claim), exposures, slots);
        return new Sharing(
                        new ApiExposure(host, exposures, true),
                        spec,
                        claim,
                        () -> sharing.create(spec),
                        how.preparation())
                .begin();
    }

    /**
     * Every nested cluster on the host, whoever made it.
     *
     * @return the clusters, by name
     * @throws KsailException if the host does not say
     */
    public List<ClusterInfo> list() {
        return new ClusterDirectory(host.client()).all();
    }

    /**
     * One nested cluster on the host, whoever made it.
     *
     * @param name its name, or that of its namespace
     * @return how it is; empty when there is none
     * @throws KsailException if the host does not say, or several clusters are called so
     */
    public Optional<ClusterInfo> find(String name) {
        return new ClusterDirectory(host.client()).find(name);
    }

    /**
     * The kubeconfig of a nested cluster on the host, whoever made it.
     *
     * @param name its name, or that of its namespace
     * @return the administrator's kubeconfig
     * @throws KsailException if there is no such cluster, or it has no kubeconfig yet
     */
    public Kubeconfig kubeconfig(String name) {
        Namespace namespace = new ClusterDirectory(host.client())
                .namespaceOf(name)
                .orElseThrow(() -> failure(
                        "The kubeconfig of cluster '%s' is not available".formatted(name),
                        "the host of %s has no cluster of that name".formatted(host.description()),
                        "see which there are: ksail cluster list",
                        null));
        try {
            return new KubeconfigSecret(host.client())
                    .read(namespace)
                    .orElseThrow(() -> failure(
                            "The kubeconfig of cluster '%s' is not available".formatted(name),
                            "namespace %s holds none"
                                    .formatted(namespace.getMetadata().getName()),
                            "wait until the cluster is created; one made by another tool is asked by that tool",
                            null));
        } catch (KubernetesClientException e) {
            throw failure(
                    "The kubeconfig of cluster '%s' is not available".formatted(name),
                    Causes.message(e),
                    "check that the host's user may get secrets",
                    e);
        }
    }

    /**
     * Deletes a nested cluster, whoever made it, and what was made for it. To delete what is not there is no failure.
     *
     * @param name its name, or that of its namespace
     * @param how whether to wait, and for how long
     * @return whether there was one
     * @throws KsailException if it is not a cluster of KSail's, or not gone in time, with what the host says it waits for
     */
    public boolean delete(String name, Deletion how) {
        ClusterDirectory directory = new ClusterDirectory(host.client());
        Optional<Namespace> namespace = directory.namespaceOf(name);
        if (namespace.isEmpty()) {
            directory.foreignNamespace(name).ifPresent(theirs -> {
                throw failure(
                        "Cluster '%s' is not deleted".formatted(name),
                        "namespace %s was not made by KSail: it lacks the labels".formatted(theirs),
                        "delete it with the tool that made it",
                        null);
            });
            return false;
        }
        new ClusterDeletion(ClusterNamespace.found(host.client(), namespace.get(), PreDeleteHook.OF_DISTRIBUTION), how)
                .run();
        return true;
    }

    private static KsailException failure(String tried, String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException(tried, seen, remedy, cause);
    }
}
