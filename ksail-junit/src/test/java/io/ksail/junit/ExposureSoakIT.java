package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.internal.Stopwatch;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ExposureType;
import io.ksail.spec.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Many clusters at once by every tier, and what each tier costs. */
@Tag("soak")
class ExposureSoakIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureSoakIT.class);
    private static final int AT_ONCE = 20;
    private static final int ROUNDS = 5;

    private static ExposureHost exposing;

    @BeforeAll
    static void controllers() throws IOException {
        exposing = ExposureHost.start();
        // By default each Envoy asks for a tenth of a core: twenty have no room on two.
        exposing.apply("""
                apiVersion: gateway.envoyproxy.io/v1alpha1
                kind: EnvoyProxy
                metadata: {name: small, namespace: envoy-gateway-system}
                spec:
                  provider:
                    type: Kubernetes
                    kubernetes:
                      envoyDeployment:
                        container: {resources: {requests: {cpu: 10m, memory: 64Mi}}}
                """);
        exposing.apply("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: eg}
                spec:
                  controllerName: gateway.envoyproxy.io/gatewayclass-controller
                  parametersRef:
                    {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: small, namespace: envoy-gateway-system}
                """);
    }

    @AfterAll
    static void stop() {
        exposing.close();
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(exposing.client()
                        .namespaces()
                        .withLabel("ksail.io/managed-by", "ksail")
                        .informOnCondition(List::isEmpty))
                .succeedsWithin(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @EnumSource(names = {"GATEWAY", "LOAD_BALANCER", "NODE_PORT"})
    void twenty_at_once_get_an_address_of_their_own_each(ExposureType tier) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<Cluster>> creations = new ArrayList<>();
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                ClusterSpec spec = spec("at-once-" + i, tier)
                        .readyTimeout(Duration.ofMinutes(15))
                        .build();
                creations.add(threads.submit(() -> Clusters.on(exposing.host()).create(spec)));
            }
            List<Cluster> clusters = new ArrayList<>();
            for (Future<Cluster> creation : creations) {
                clusters.add(creation.get());
            }
            assertThat(clusters).extracting(Cluster::apiUrl).doesNotHaveDuplicates();
            assertThat(clusters).allSatisfy(cluster -> assertThat(
                            cluster.client().namespaces().list().getItems())
                    .isNotEmpty());
        } finally {
            creations.forEach(ExposureSoakIT::close);
            threads.shutdownNow();
        }
    }

    /** Those beside one that failed are no business of the next test. */
    private static void close(Future<Cluster> creation) {
        try {
            creation.get().close();
        } catch (ExecutionException toldByTheTest) {
            LOG.debug("not created", toldByTheTest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In turn, so that whatever else the machine does is shared by all. */
    @Test
    void what_each_tier_costs() {
        Map<ExposureType, List<Long>> millis = new EnumMap<>(ExposureType.class);
        List<ExposureType> tiers = List.of(
                ExposureType.NODE_PORT, ExposureType.LOAD_BALANCER, ExposureType.GATEWAY, ExposureType.PORT_FORWARD);
        for (int round = 0; round <= ROUNDS; round++) {
            for (ExposureType tier : tiers) {
                Stopwatch watch = Stopwatch.started();
                try (Cluster cluster = Clusters.on(exposing.host())
                        .create(spec("costs", tier).readiness(Readiness.API).build())) {
                    long took = watch.elapsed().toMillis();
                    assertThat(cluster.exposure().tier()).isEqualTo(tier);
                    if (round > 0) {
                        millis.computeIfAbsent(tier, key -> new ArrayList<>()).add(took);
                    }
                }
                nothing_is_left();
            }
        }
        long bare = median(millis.get(ExposureType.NODE_PORT));
        millis.forEach((tier, all) -> LOG.info(
                "{}: median {} ms of {}; {} times a node port",
                tier,
                median(all),
                all,
                Math.round(100.0 * median(all) / bare) / 100.0));
    }

    private static ClusterSpecBuilder spec(String name, ExposureType tier) {
        return ClusterSpec.named(name).gatewayClassName("eg").exposure(tier);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
