package io.ksail.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.KsailException;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.TemporaryFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A way into a nested cluster as somebody else than its administrator, who may do what RBAC allows them and nothing
 * more. Belongs to its cluster, which closes it. Thread-safe.
 */
public final class Access implements AutoCloseable {

    private final String user;
    private final Kubeconfig kubeconfig;
    private final TemporaryFile file;
    private @Nullable KubernetesClient client;

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
     * Their kubeconfig as a file that only its owner can read; written at the first call, deleted with the cluster.
     *
     * @return the same path at each call
     * @throws KsailException if the file can't be written
     */
    public Path kubeconfigFile() {
        return file.path();
    }

    /**
     * Their client.
     *
     * @return the same client at each call; it is closed with the cluster
     */
    public synchronized KubernetesClient client() {
        if (client == null) {
            client = new KubernetesClientBuilder()
                    .withConfig(kubeconfig.clientConfig())
                    .build();
        }
        return client;
    }

    /** Closes the client and deletes the file. The cluster does it too. */
    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        file.close();
    }

    @Override
    public String toString() {
        return "access as " + user;
    }
}
