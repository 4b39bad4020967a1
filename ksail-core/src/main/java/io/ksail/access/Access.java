package io.ksail.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.KsailException;
import io.ksail.internal.LentClient;
import io.ksail.internal.kubeconfig.TemporaryFile;
import io.ksail.kubeconfig.Kubeconfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A way into a nested cluster as somebody else than its administrator, who may do what RBAC allows them and nothing
 * more. Whoever asks its cluster for the same one gets this one, so that nobody ends it but the cluster. Thread-safe.
 */
public final class Access implements AutoCloseable {

    private final String user;
    private final Kubeconfig kubeconfig;
    private final TemporaryFile file;
    private @Nullable KubernetesClient connected;
    private @Nullable LentClient client;

    Access(String user, Kubeconfig kubeconfig, TemporaryFile file) {
        this.user = user;
        this.kubeconfig = kubeconfig;
        this.file = file;
    }

    /**
     * Who this is to the nested cluster.
     *
     * @return the name that RBAC knows, such as {@code alice} or {@code system:serviceaccount:default:operator}
     */
    public String user() {
        return user;
    }

    /**
     * Their kubeconfig.
     *
     * @return a kubeconfig with one context
     */
    public Kubeconfig kubeconfig() {
        return kubeconfig;
    }

    /**
     * Their kubeconfig as a file that only its owner can read; written at the first call, and again where somebody
     * has deleted it; deleted with the cluster.
     *
     * @return the same path at each call
     * @throws KsailException if the file can't be written
     */
    public Path kubeconfigFile() {
        return file.path();
    }

    /**
     * Their client. Whoever holds it may close it, or what is derived from it: that does nothing, and harms nobody else.
     *
     * @return the same client at each call; it ends with the cluster, and so do the informers that were begun with it
     */
    public synchronized KubernetesClient client() {
        if (client == null) {
            connected = new KubernetesClientBuilder()
                    .withConfig(kubeconfig.clientConfig())
                    .build();
            client = LentClient.of(connected);
        }
        return client;
    }

    /** Does nothing: others may have asked for the same one. It ends with its cluster. */
    @Override
    public void close() {
        // See end.
    }

    /** Closes the client and deletes the file. */
    synchronized void end() {
        if (client != null) {
            client.takeBack();
        }
        if (connected != null) {
            connected.close();
        }
        file.close();
    }

    @Override
    public String toString() {
        return "access as " + user;
    }
}
