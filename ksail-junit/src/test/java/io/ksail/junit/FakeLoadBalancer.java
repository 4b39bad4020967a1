package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands for a load balancer of the test host that is slow: somebody else's Service has its address already, the next
 * one gets it late. The address is the node's, as K3s' own load balancer would give it.
 */
final class FakeLoadBalancer implements AutoCloseable {

    private static final int SECONDS_TOO_LATE = 4;

    private final KubernetesClient host = TestHost.client();
    private final Resource<Service> somebodyElses;

    FakeLoadBalancer() {
        somebodyElses = host.services()
                .inNamespace("default")
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("somebody-elses")
                        .endMetadata()
                        .withNewSpec()
                        .withType("LoadBalancer")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build());
        giveAddress(somebodyElses.create());
    }

    /** Gives an address to the Service that will be made for a cluster, later than a load balancer would that is idle. */
    CompletableFuture<Void> giveLate(String namespace) {
        return host.services()
                .inNamespace(namespace)
                .withName(namespace + "-load-balancer")
                .informOnCondition(found -> found.stream().anyMatch(service -> "LoadBalancer"
                        .equals(service.getSpec().getType())))
                .thenAcceptAsync(
                        found -> giveAddress(found.get(0)),
                        CompletableFuture.delayedExecutor(SECONDS_TOO_LATE, TimeUnit.SECONDS));
    }

    private void giveAddress(Service service) {
        String node = host.nodes()
                .list()
                .getItems()
                .get(0)
                .getStatus()
                .getAddresses()
                .get(0)
                .getAddress();
        host.resource(service).editStatus(given -> new ServiceBuilder(given)
                .editOrNewStatus()
                .withNewLoadBalancer()
                .addNewIngress()
                .withIp(node)
                .endIngress()
                .endLoadBalancer()
                .endStatus()
                .build());
    }

    @Override
    public void close() {
        somebodyElses.delete();
    }
}
