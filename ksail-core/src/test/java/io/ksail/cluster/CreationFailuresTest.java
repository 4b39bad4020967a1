package io.ksail.cluster;

import io.ksail.internal.namespace.ClusterNamespaceTest;
import io.ksail.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CreationFailuresTest {

    private final CreationFailures failures =
            new CreationFailures(ClusterSpec.named("demo").build(), "image", "a test");

    @Test
    void a_namespace_that_an_api_service_of_the_host_holds_says_which_and_what_to_do() {
        assertThat(failures.nameTaken(ClusterNamespaceTest.heldBy(ClusterNamespaceTest.METRICS), new Exception()))
                .hasMessageContaining("namespace k3k-demo exists already")
                .hasMessageContaining(
                        "which does not end while the host's API services v1beta1.metrics.k8s.io are not available")
                .hasMessageContaining("kubectl delete apiservice v1beta1.metrics.k8s.io");
    }

    @Test
    void limits_of_inotify_are_what_to_raise_whichever_stage_ran_into_them() {
        assertThat(failures.unwatched(new IllegalStateException("fsnotify: too many open files"), "waiting")
                        .remedy())
                .startsWith("raise the limits of inotify on the host's nodes");
        assertThat(failures.unwatched(new IllegalStateException("something else"), "waiting")
                        .remedy())
                .isEqualTo("look at what the host says above");
    }
}
