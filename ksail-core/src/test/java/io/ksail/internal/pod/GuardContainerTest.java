package io.ksail.internal.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class GuardContainerTest {

    private static final Container GUARD = new GuardContainer(
                    "guard",
                    "registry.example.com/tools:1",
                    "exit 0",
                    Map.of("PAUSE_SECONDS", "5", "NAMESPACE", "demo"))
            .container();

    @Test
    void runs_the_script_with_what_it_is_told() {
        assertThat(GUARD.getCommand()).containsExactly("sh", "-c", "exit 0");
        assertThat(GUARD.getEnv())
                .extracting(EnvVar::getName, EnvVar::getValue)
                .containsExactly(tuple("NAMESPACE", "demo"), tuple("PAUSE_SECONDS", "5"));
    }

    /** Kubernetes' standard for pods called restricted. */
    @Test
    void is_admitted_where_the_strictest_standard_for_pods_is_enforced() {
        SecurityContext context = GUARD.getSecurityContext();
        assertThat(context.getPrivileged()).isNull();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getRunAsUser()).isPositive();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    }
}
