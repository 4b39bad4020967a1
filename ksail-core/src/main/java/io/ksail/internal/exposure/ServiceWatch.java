package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/** Watches a Service and what the host says about it. */
final class ServiceWatch implements AutoCloseable {

    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Event> events;
    private final Changes changes = new Changes();
    private final String uid;

    ServiceWatch(KubernetesClient host, Service service) {
        String namespace = service.getMetadata().getNamespace();
        this.uid = service.getMetadata().getUid();
        this.events = host.v1().events().inNamespace(namespace).inform(changes.<Event>handler());
        this.services = host.services()
                .inNamespace(namespace)
                .withName(service.getMetadata().getName())
                .inform(changes.<Service>handler());
    }

    /** Waits until something is seen; false when it was not seen in time. */
    boolean seenWithin(Duration limit, Predicate<ServiceState> condition) throws InterruptedException {
        return changes.awaitWithin(limit, () -> condition.test(seen()));
    }

    ServiceState seen() {
        return new ServiceState(
                services.getStore().list(),
                events.getStore().list().stream()
                        .filter(event -> event.getInvolvedObject() != null
                                && Objects.equals(uid, event.getInvolvedObject().getUid()))
                        .toList());
    }

    @Override
    public void close() {
        services.close();
        events.close();
    }
}
