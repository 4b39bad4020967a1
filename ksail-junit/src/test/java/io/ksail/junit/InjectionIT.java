package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.cluster.Cluster;
import java.io.File;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What a test class can ask for, and where; on a real host. */
class InjectionIT {

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void everything_can_be_had_everywhere_and_is_one_cluster() {
        Kit.runWell(3, EverywhereTestCases.class);
        assertThat(SEEN).hasSize(1).first().asString().matches("everywhere-[a-z0-9]{5}");
    }

    @Test
    void instances_of_a_class_share_its_cluster_with_one_instance_per_class_too() {
        Kit.runWell(2, PerClassTestCases.class);
        assertThat(SEEN).hasSize(1);
    }

    @Test
    void annotations_compose_and_are_inherited() {
        Kit.runWell(2, ComposedTestCases.class, InheritingTestCases.class);
        assertThat(SEEN).hasSize(2).contains("composed");
    }

    @Test
    void a_nested_class_shares_the_cluster_around_it_unless_it_has_its_own() {
        Kit.runWell(3, OuterTestCases.class);
        assertThat(SEEN).containsExactlyInAnyOrder("outer", "own");
    }

    @Test
    void fields_of_somebody_else_and_of_ones_own_are_left_alone() {
        Kit.runWell(1, OthersFieldsTestCases.class);
    }

    @Test
    void where_only_a_nested_class_has_a_cluster_the_class_around_it_sees_that_one() {
        Kit.runWell(1, UndeclaredOuterTestCases.class);
        assertThat(SEEN).containsExactly("inner-only");
    }

    static class UndeclaredOuterTestCases {

        @Nested
        @NestedCluster(name = "inner-only")
        class Inner {
            @BeforeEach
            void before(Cluster cluster) {
                SEEN.add(cluster.name());
            }

            @Test
            void runs(Cluster cluster) {
                SEEN.add(cluster.name());
            }
        }

        @BeforeEach
        void before(Cluster cluster) {
            SEEN.add(cluster.name());
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Mocked {}

    @NestedCluster
    static class OthersFieldsTestCases {
        @Mocked
        KubernetesClient somebodyElses;

        SharedIndexInformer<Pod> later;

        @Test
        void runs(KubernetesClient client) {
            assertThat(somebodyElses).isNull();
            assertThat(later).isNull();
        }
    }

    @NestedCluster
    static class EverywhereTestCases {

        static KubernetesClient staticClient;

        KubernetesClient client;
        private Config config;
        Cluster cluster;

        @Kubeconfig
        Path file;

        KubernetesClient mine =
                new KubernetesClientBuilder().withConfig(Config.empty()).build();

        private final KubernetesClient fromConstructor;

        EverywhereTestCases(KubernetesClient client) {
            this.fromConstructor = client;
        }

        @BeforeAll
        static void before(Cluster cluster, KubernetesClient client) {
            assertThat(staticClient).isSameAs(client).isSameAs(cluster.client());
            SEEN.add(cluster.name());
        }

        @BeforeEach
        void fields(KubernetesClient given) {
            assertThat(client).isSameAs(given).isSameAs(fromConstructor);
            assertThat(mine).isNotSameAs(given);
            SEEN.add(cluster.name());
        }

        @AfterEach
        void after(KubernetesClient given) {
            assertThat(given.namespaces().withName("default").get()).isNotNull();
        }

        @AfterAll
        static void last(Cluster cluster) {
            SEEN.add(cluster.name());
        }

        @Test
        void clients_of_every_kind(
                NamespacedKubernetesClient namespaced,
                AppsAPIGroupDSL apps,
                Config parameter,
                Cluster parameterCluster) {
            assertThat(namespaced
                            .inNamespace("default")
                            .services()
                            .withName("kubernetes")
                            .get())
                    .isNotNull();
            assertThat(apps.deployments().list()).isNotNull();
            assertThat(parameter).isNotSameAs(config);
            assertThat(parameter.getMasterUrl()).startsWith(parameterCluster.apiUrl());
            assertThat(parameter.isTrustCerts()).isFalse();
        }

        @Test
        void kubeconfig_of_every_kind(@Kubeconfig Path path, @Kubeconfig File asFile, @Kubeconfig String yaml)
                throws IOException {
            assertThat(path).isEqualTo(file).isEqualTo(asFile.toPath()).hasContent(yaml);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            try (KubernetesClient fresh = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(asFile))
                    .build()) {
                assertThat(fresh.nodes().list().getItems()).hasSize(1);
            }
            assertThat(Config.fromKubeconfig(yaml).getCurrentContext().getName())
                    .isEqualTo("k3k-" + cluster.name());
        }

        @Test
        void the_first_pod_is_accepted_at_once() {
            client.pods()
                    .inNamespace("default")
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("first")
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName("c")
                            .withImage("busybox:1.36")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
            client.pods().inNamespace("default").withName("first").delete();
        }
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClassTestCases {

        private final Cluster cluster;

        PerClassTestCases(Cluster cluster) {
            this.cluster = cluster;
        }

        @BeforeAll
        void before() {
            SEEN.add(cluster.name());
        }

        @Test
        void one(Cluster same) {
            assertThat(same).isSameAs(cluster);
            SEEN.add(same.name());
        }

        @Test
        void two(Cluster same) {
            SEEN.add(same.name());
        }
    }

    @NestedCluster(name = "composed")
    @Retention(RetentionPolicy.RUNTIME)
    @interface TeamCluster {}

    @TeamCluster
    static class ComposedTestCases {
        @Test
        void runs(Cluster cluster) {
            SEEN.add(cluster.name());
        }
    }

    @NestedCluster
    abstract static class BaseTestCases {
        KubernetesClient inherited;
    }

    static class InheritingTestCases extends BaseTestCases {
        @Test
        void runs(Cluster cluster) {
            assertThat(inherited).isSameAs(cluster.client());
            SEEN.add(cluster.name());
        }
    }

    @NestedCluster(name = "outer")
    static class OuterTestCases {
        KubernetesClient outer;

        @Test
        void runs(Cluster cluster) {
            SEEN.add(cluster.name());
        }

        @Nested
        class Sharing {
            KubernetesClient inner;

            @Test
            void runs(Cluster cluster) {
                assertThat(inner).isSameAs(outer);
                SEEN.add(cluster.name());
            }
        }

        @Nested
        @NestedCluster(name = "own")
        class WithItsOwn {
            KubernetesClient inner;

            @Test
            void runs(Cluster cluster) {
                assertThat(inner).isSameAs(cluster.client()).isNotSameAs(outer);
                SEEN.add(cluster.name());
            }
        }
    }
}
