package io.ksail.junit;

import io.fabric8.junit.jupiter.api.KubernetesTest;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.junit.LocallyRunOperatorExtension;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import static org.assertj.core.api.Assertions.assertThat;

/** A suite that knows nothing of KSail, and makes its client when its class is initialised, runs on a nested cluster. */
class AmbientIT {

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        TestHost.assertEmpty();
    }

    @Test
    void code_that_looks_for_a_kubeconfig_itself_finds_the_cluster_of_the_run() {
        String before = System.getProperty("kubeconfig");
        TestExecutionSummary summary = Kit.launch(
                Map.of("ksail.host.kubeconfig", TestHost.kubeconfig().toString(), "ksail.ambientKubeconfig", "true"),
                UnmodifiedTestCases.class,
                SharingTestCases.class);
        assertThat(Kit.failuresOf(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(System.getProperty("kubeconfig")).isEqualTo(before);
    }

    @Test
    void an_operators_extension_that_is_given_the_injected_client_runs_on_the_nested_cluster() {
        Kit.runWell(1, OperatorTestCases.class);
    }

    /** Which is known once the cluster is there, as the extension might lead to it. */
    @Test
    void one_that_finds_another_cluster_than_that_of_the_suite_is_refused() {
        String before = System.getProperty("kubeconfig");
        System.setProperty("kubeconfig", TestHost.kubeconfig().toString());
        try {
            assertThat(Kit.failureOf(Kit.run(ElsewhereTestCases.class)))
                    .hasMessageContaining("The extension operator of " + ElsewhereTestCases.class.getName());
        } finally {
            if (before == null) {
                System.clearProperty("kubeconfig");
            } else {
                System.setProperty("kubeconfig", before);
            }
        }
    }

    private static String identity(KubernetesClient client) {
        Namespace namespace = client.namespaces().withName("kube-system").get();
        return namespace.getMetadata().getUid();
    }

    @NestedCluster
    static class OperatorTestCases {
        static KubernetesClient client;

        @RegisterExtension
        final LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(client);

        @Test
        void is_there(KubernetesClient injected) {
            assertThat(identity(operator.getKubernetesClient())).isEqualTo(identity(injected));
        }
    }

    @NestedCluster(scope = Scope.SUITE)
    static class ElsewhereTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    static class UnmodifiedTestCases {
        static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();

        @Test
        void has_a_client_of_a_nested_cluster() {
            assertThat(CLIENT.getNamespace()).isEqualTo("default");
            assertThat(identity(CLIENT)).isNotEqualTo(identity(TestHost.host().client()));
        }
    }

    @KubernetesTest
    @NestedCluster(scope = Scope.SUITE)
    static class SharingTestCases {
        @Test
        void is_given_the_same_one(KubernetesClient injected) {
            assertThat(identity(injected)).isEqualTo(identity(UnmodifiedTestCases.CLIENT));
        }
    }
}
