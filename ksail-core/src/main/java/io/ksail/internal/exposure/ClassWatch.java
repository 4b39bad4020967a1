package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Watches whether a controller has accepted a GatewayClass. */
final class ClassWatch implements AutoCloseable {

    private final Changes changes = new Changes();
    private final SharedIndexInformer<GatewayClass> classes;

    ClassWatch(KubernetesClient host, String name) {
        this.classes = host.resources(GatewayClass.class).withName(name).inform(changes.<GatewayClass>handler());
    }

    boolean acceptedWithin(Duration limit) throws InterruptedException {
        return changes.awaitWithin(limit, () -> accepted().anyMatch(condition -> "True".equals(condition.getStatus())));
    }

    Optional<String> message() {
        return accepted().map(Condition::getMessage).findFirst();
    }

    private Stream<Condition> accepted() {
        return classes.getStore().list().stream()
                .filter(found -> found.getStatus() != null)
                .flatMap(found -> found.getStatus().getConditions().stream())
                .filter(condition -> "Accepted".equals(condition.getType()));
    }

    @Override
    public void close() {
        classes.close();
    }
}
