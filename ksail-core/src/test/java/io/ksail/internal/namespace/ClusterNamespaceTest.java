package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds a namespace, in the words of its controller. */
public class ClusterNamespaceTest {

    public static final String METRICS =
            "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of"
                    + " server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1       | v1beta1.metrics.k8s.io
            metrics.k8s.io/v1beta1: the server is currently unable to handle the request       | v1beta1.metrics.k8s.io
            a.example.com/v1: down, custom.metrics.k8s.io/v1beta2: down | v1.a.example.com v1beta2.custom.metrics.k8s.io
            something that names none                                                           | ''
            """)
    void api_services_that_are_not_available_are_known_by_their_names(String message, String names) {
        assertThat(String.join(" ", ClusterNamespace.silentApiServices(heldBy(message))))
                .isEqualTo(names);
    }

    @Test
    void without_that_condition_it_is_not_them() {
        assertThat(ClusterNamespace.silentApiServices(null)).isEmpty();
        assertThat(ClusterNamespace.silentApiServices(new Namespace())).isEmpty();
        Namespace other = heldBy(METRICS);
        other.getStatus().getConditions().get(0).setStatus("False");
        assertThat(ClusterNamespace.silentApiServices(other)).isEmpty();
    }

    public static Namespace heldBy(String message) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("k3k-demo")
                .withUid("some-uid")
                .withResourceVersion("1")
                .withDeletionTimestamp("2026-11-27T00:00:00Z")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("NamespaceDeletionDiscoveryFailure")
                .withStatus("True")
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }
}
