package io.ksail.junit;

import io.ksail.KsailException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is missing in the Kubernetes client is said in words about versions, and nothing else is. */
class ClientVersionsTest {

    static Stream<Throwable> of_versions() {
        return Stream.of(
                new NoClassDefFoundError("io/fabric8/kubernetes/client/dsl/V1DynamicresourceAllocationAPIGroupDSL"),
                new NoSuchMethodError("'void io.fabric8.kubernetes.client.Config.setTlsServerName(java.lang.String)'"),
                new AbstractMethodError("Receiver class io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory"),
                new ServiceConfigurationError("io.fabric8.kubernetes.client.http.HttpClient$Factory: not a subtype"),
                new CompletionException(new IllegalStateException(
                        new ClassNotFoundException("io.fabric8.kubernetes.client.impl.KubernetesClientImpl"))),
                thrownByTheClient(new NoClassDefFoundError("io/vertx/core/VertxBuilder")));
    }

    @ParameterizedTest
    @MethodSource
    void of_versions(Throwable failure) {
        assertThat(ClientVersions.explained(failure))
                .isInstanceOf(KsailException.class)
                .hasMessageContainingAll(
                        "The Kubernetes client on the class path can't be used",
                        "io.fabric8's artifacts are of version ",
                        "(kubernetes-client, kubernetes-client-api, kubernetes-httpclient-vertx",
                        "kubernetes-client-bom")
                .hasCause(failure);
    }

    static Stream<Throwable> of_anything_else() {
        return Stream.of(
                new UnsatisfiedLinkError("io.fabric8.NotOurs"),
                new NoClassDefFoundError("com/example/Mine"),
                new IllegalStateException("io.fabric8.kubernetes.client.KubernetesClientException"));
    }

    @ParameterizedTest
    @MethodSource
    void of_anything_else(Throwable failure) {
        assertThat(ClientVersions.explained(failure)).isSameAs(failure);
    }

    private static Throwable thrownByTheClient(Error error) {
        error.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory", "create", null, -1)
        });
        return error;
    }
}
