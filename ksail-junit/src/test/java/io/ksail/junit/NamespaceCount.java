package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which namespaces of ours were created on a host while this was open, each as often as it was. */
final class NamespaceCount implements ResourceEventHandler<Namespace>, AutoCloseable {

    private final List<String> names = new CopyOnWriteArrayList<>();
    private final SharedIndexInformer<Namespace> informer;

    private NamespaceCount(KubernetesClient host) {
        this.informer =
                host.namespaces().withLabel("ksail.io/managed-by", "ksail").inform(this);
    }

    static NamespaceCount on(KubernetesClient host) {
        return new NamespaceCount(host);
    }

    List<String> names() {
        return names;
    }

    @Override
    public void onAdd(Namespace namespace) {
        names.add(namespace.getMetadata().getName());
    }

    @Override
    public void onUpdate(Namespace before, Namespace after) {
        // Counted already.
    }

    @Override
    public void onDelete(Namespace namespace, boolean finalStateUnknown) {
        // Counted already.
    }

    @Override
    public void close() {
        informer.close();
    }
}
