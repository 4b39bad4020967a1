package io.ksail.examples;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The operator of the example: keeps a ConfigMap beside every Greeting, and lets the cluster collect it afterwards. */
final class GreetingController implements AutoCloseable {

    private final KubernetesClient client;
    private final SharedIndexInformer<Greeting> informer;

    /** An informer's own thread must not wait for the API, so the work is done on another one. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    GreetingController(KubernetesClient client) {
        this.client = client;
        this.informer = client.resources(Greeting.class).inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Greeting greeting) {
                worker.execute(() -> reconcile(greeting));
            }

            @Override
            public void onUpdate(Greeting before, Greeting after) {
                worker.execute(() -> reconcile(after));
            }

            @Override
            public void onDelete(Greeting greeting, boolean finalStateUnknown) {
                // Its ConfigMap is owned by it, so the cluster deletes it.
            }
        });
    }

    private void reconcile(Greeting greeting) {
        ConfigMap wanted = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(greeting.getMetadata().getName())
                .withNamespace(greeting.getMetadata().getNamespace())
                .addNewOwnerReference()
                .withApiVersion(greeting.getApiVersion())
                .withKind(greeting.getKind())
                .withName(greeting.getMetadata().getName())
                .withUid(greeting.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .addToData("greeting", "Hello, " + greeting.getSpec().getTo() + "!")
                .build();
        client.resource(wanted).createOr(NonDeletingOperation::update);
    }

    @Override
    public void close() {
        informer.close();
        worker.shutdown();
    }
}
