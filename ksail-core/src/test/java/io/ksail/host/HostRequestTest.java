package io.ksail.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostRequestTest {

    private static final HostRequest NOTHING_NAMED = new HostRequest(HostKind.AUTO, Optional.empty(), Optional.empty());

    @Test
    void nothing_named_means_embedded_and_never_the_developers_own_cluster() {
        assertThat(NOTHING_NAMED.withEnvironment(name -> null).decided()).isEqualTo(HostKind.EMBEDDED);
    }

    @Test
    void the_environment_names_a_host() {
        HostRequest request =
                NOTHING_NAMED.withEnvironment(Map.of("KSAIL_HOST_CONTEXT", "ci", "KSAIL_HOST_KUBECONFIG", "")::get);
        assertThat(request.decided()).isEqualTo(HostKind.KUBECONFIG);
        assertThat(request.context()).contains("ci");
        assertThat(request.kubeconfig()).isEmpty();
    }

    @Test
    void the_environment_beats_the_fields() {
        HostRequest request = new HostRequest(HostKind.AUTO, Optional.of(Path.of("mine")), Optional.of("mine"))
                .withEnvironment(Map.of("KSAIL_HOST_KUBECONFIG", "theirs")::get);
        assertThat(request.kubeconfig()).contains(Path.of("theirs"));
        assertThat(request.context()).contains("mine");
    }

    @Test
    void an_embedded_host_asked_for_stays_embedded() {
        HostRequest request = new HostRequest(HostKind.EMBEDDED, Optional.empty(), Optional.empty())
                .withEnvironment(Map.of("KSAIL_HOST_CONTEXT", "ci")::get);
        assertThat(request.decided()).isEqualTo(HostKind.EMBEDDED);
    }
}
