package io.ksail.cluster;

import com.sun.net.httpserver.HttpHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.access.Access;
import io.ksail.callback.Callback;
import io.ksail.exposure.Exposure;
import io.ksail.image.ImageSource;
import io.ksail.internal.Async;
import io.ksail.internal.callback.Callbacks;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.image.ArchivedImages;
import io.ksail.internal.image.Containerd;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.Disposal;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.Talosconfig;
import io.ksail.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A nested cluster that is ready to be used. Closing it asks the host to delete it and returns at once; the host goes
 * on by itself. Thread-safe.
 */
public final class Cluster implements AutoCloseable {

    private final ClusterSpec spec;
    private final ClusterAccess access;
    private final String kubernetesVersion;
    private final Nodes nodes;
    private final Disposal disposal;
    private final NodeLoss loss;
    private final Callbacks callbacks;
    private final Resources opened;
    private final AtomicBoolean closed;
    private final AtomicBoolean kept;
    private final boolean lent;

    private Cluster(
            ClusterSpec spec,
            String kubernetesVersion,
            ClusterAccess access,
            Nodes nodes,
            Disposal disposal,
            Resources opened) {
        this.spec = spec;
        this.kubernetesVersion = kubernetesVersion;
        this.access = access;
        this.nodes = nodes;
        this.disposal = disposal;
        this.opened = opened;
        this.callbacks = opened.add(new Callbacks(name(), nodes), Callbacks::close);
        this.loss = opened.add(
                new NodeLoss(spec, Distribution.of(spec.distribution()).apiSelector(spec.name()), disposal),
                NodeLoss::close);
        this.closed = new AtomicBoolean();
        this.kept = new AtomicBoolean();
        this.lent = false;
    }

    /** A cluster of what was opened for it, which it closes from then on; as long as this may fail, the caller does. */
    static Cluster of(ClusterSpec spec, ClusterAccess access, Nodes nodes, Disposal disposal, Resources opened) {
        Cluster cluster = new Cluster(spec, access.kubernetesVersion(), access, nodes, disposal, opened);
        cluster.loss.begin();
        return cluster;
    }

    private Cluster(Cluster original) {
        this.spec = original.spec;
        this.kubernetesVersion = original.kubernetesVersion;
        this.access = original.access;
        this.nodes = original.nodes;
        this.disposal = original.disposal;
        this.loss = original.loss;
        this.callbacks = original.callbacks;
        this.opened = original.opened;
        this.closed = original.closed;
        this.kept = original.kept;
        this.lent = true;
    }

    /**
     * The same cluster for somebody who may close it, such as a framework that closes what it was given: that does
     * nothing. Everything else does what it does here; to keep it keeps the cluster. This is what tests get injected.
     *
     * @return a handle whose {@link #close} does nothing
     */
    public Cluster lent() {
        return new Cluster(this);
    }

    /**
     * The cluster's name.
     *
     * @return a DNS label
     */
    public String name() {
        return spec.name().value();
    }

    /**
     * The namespace on the host that holds everything of this cluster.
     *
     * @return such as {@code k3k-demo}
     */
    public String namespace() {
        return spec.namespace();
    }

    /** As an object of the host. */
    ClusterNamespace hostNamespace() {
        return disposal.namespace();
    }

    /**
     * Which Kubernetes it runs.
     *
     * @return the distribution
     */
    public String distribution() {
        return spec.distribution();
    }

    /**
     * The version that its API server reports.
     *
     * @return such as {@code v1.36.4+k3s1}
     */
    public String kubernetesVersion() {
        return kubernetesVersion;
    }

    /**
     * The URL of its API, which is in the API server's certificate.
     *
     * @return such as {@code https://172.17.0.3:31234}
     */
    public String apiUrl() {
        return access.exposure().url();
    }

    /**
     * How its API is made reachable.
     *
     * @return the tier, the address, and why better tiers were skipped
     */
    public Exposure exposure() {
        return access.exposure();
    }

    /**
     * The administrator's kubeconfig.
     *
     * @return a kubeconfig with one context
     */
    public Kubeconfig kubeconfig() {
        return access.kubeconfig();
    }

    /**
     * The kubeconfig as a file that only its owner can read; written at the first call, and again where somebody has
     * deleted it; deleted when the cluster is closed.
     *
     * @return the same path at each call
     * @throws KsailException if the file can't be written
     */
    public Path kubeconfigFile() {
        return access.kubeconfigFile();
    }

    /**
     * The administrator's way to the Talos API, which is exposed when this is called first, as the Kubernetes API is.
     *
     * @return a talosconfig with one context
     * @throws KsailException if the cluster's distribution is not Talos, or its API can't be exposed
     */
    public Talosconfig talosconfig() {
        return access.talosconfig();
    }

    /**
     * The talosconfig as a file that only its owner can read; written at the first call, and again where somebody has
     * deleted it; deleted when the cluster is closed.
     *
     * @return the same path at each call
     * @throws KsailException as {@link #talosconfig} does, or if the file can't be written
     */
    public Path talosconfigFile() {
        return access.talosconfigFile();
    }

    /**
     * The administrator's kubeconfig for pods: of another nested cluster on the same host, or of the host. It does not depend
     * on how the API is exposed to this process.
     *
     * @return a kubeconfig whose server is the address of the cluster's Service on the host
     * @throws KsailException if the host does not tell that address
     */
    public Kubeconfig kubeconfigForPods() {
        return access.kubeconfigForPods();
    }

    /**
     * An administrator's client. Whoever holds it may close it, or what is derived from it: that does nothing, and
     * harms nobody else. KSail itself uses another one; they share connections.
     *
     * @return the same client at each call; it ends with the cluster, and so do the informers that were begun with it
     */
    public KubernetesClient client() {
        return access.client();
    }

    /**
     * Access for a user with the permissions that RBAC gives them: none, as long as no role is bound to them. The
     * credentials are real, a client certificate that the cluster has signed, and what is forbidden is answered by 403.
     *
     * @param name the user
     * @param groups the groups they are in, besides {@code system:authenticated}
     * @return the same for the same user and groups; it ends with this cluster
     * @throws KsailException if the cluster issues no certificate for them
     */
    public Access asUser(String name, String... groups) {
        return access.user(name, List.of(groups));
    }

    /**
     * Access for a ServiceAccount, by a token as its pods have it.
     *
     * @param namespace its namespace
     * @param name its name
     * @return the same for the same ServiceAccount; it ends with this cluster
     * @throws KsailException if the ServiceAccount does not exist
     */
    public Access asServiceAccount(String namespace, String name) {
        return access.serviceAccount(namespace, name);
    }

    /**
     * A way from inside the cluster to a server in this JVM: for admission webhooks, and for whatever its pods report to.
     * The API server and the pods call {@link Callback#url}, by HTTPS; the server gets plain HTTP.
     *
     * @param port the server's port on this machine
     * @return an address and whom to trust there; closed with this cluster
     * @throws KsailException if the host does not let a node listen
     */
    public Callback callback(int port) {
        return callbacks.to(port);
    }

    /**
     * A way from inside the cluster to a handler in this JVM, without a server of one's own.
     *
     * @param handler called for every request, by several threads at once
     * @return an address and whom to trust there; closed with this cluster
     * @throws KsailException if the host does not let a node listen
     */
    public Callback callback(HttpHandler handler) {
        return callbacks.to(handler);
    }

    /**
     * Puts images onto every node that does not have them, so that pods can run them without a registry.
     *
     * @param archives OCI or Docker archives, as {@code docker save} writes them
     * @throws KsailException if an archive can't be read or a node refuses it
     */
    public void loadImages(Path... archives) {
        for (Path archive : archives) {
            loadImages(ArchivedImages.read(archive.toString(), archive));
        }
    }

    /**
     * Puts images onto every node that does not have them, so that pods can run them without a registry.
     *
     * @param images such as {@link ImageSource#of} gives
     * @return to how many nodes they had to be sent; zero when all have them
     * @throws KsailException if a node refuses them, or the thread is interrupted
     */
    public int loadImages(ImageSource images) {
        try {
            return Async.interruptibly(List.<Supplier<Integer>>of(() -> nodes.loadImages(images)))
                    .get(0);
        } catch (InterruptedException e) {
            throw Containerd.interrupted(images, e);
        }
    }

    /**
     * What has happened to the cluster on its host since it was handed over, if it is of no use any more: the pods of its
     * control plane, or its address. Asks the host.
     *
     * @return an error to throw, or to add to another one; empty while nothing is known to be wrong
     */
    public Optional<ClusterLostException> loss() {
        return loss.seen().or(access::lostAddress);
    }

    /**
     * Leaves the cluster on the host when it is closed, or when this process ends: until somebody deletes it.
     *
     * @throws KsailException if the host does not take its lease off; it is then deleted when that runs out
     * @see Clusters#delete
     */
    public void keep() {
        kept.set(true);
        disposal.retain();
    }

    /**
     * Leaves the cluster on the host when it is closed, or when this process ends: for as long as its lease lasts, which
     * is no longer renewed.
     */
    public void keepForItsLease() {
        kept.set(true);
        disposal.detach();
    }

    /**
     * Leaves the cluster on the host when it is closed, or when this process ends: for some time from now on. One that is
     * shared stays for that long also when nobody else uses it any more.
     *
     * @param time how long
     * @throws KsailException if the host does not take note of it; it is then deleted when its lease runs out
     */
    public void keepFor(Duration time) {
        kept.set(true);
        disposal.retainFor(time);
    }

    /**
     * Asks the host to delete the cluster, unless it is to be kept or, being shared, in use by others, and returns; a
     * second call does nothing, nor does a call on a handle that is {@link #lent}.
     */
    @Override
    public void close() {
        if (!lent && closed.compareAndSet(false, true)) {
            try {
                opened.close();
            } finally {
                if (!kept.get()) {
                    disposal.run();
                }
            }
        }
    }

    @Override
    public String toString() {
        return "cluster %s (%s %s) at %s".formatted(name(), distribution(), kubernetesVersion, apiUrl());
    }
}
