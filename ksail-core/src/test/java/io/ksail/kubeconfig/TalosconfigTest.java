package io.ksail.kubeconfig;

import io.ksail.KsailException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TalosconfigTest {

    private static final String BY_THE_TOOL = """
            context: demo
            contexts:
                demo:
                    endpoints: []
                    ca: Y2E=
                    crt: Y3J0
                    key: c2VjcmV0
            """;

    @Test
    void it_leads_to_the_exposed_address_and_is_for_the_node_there() {
        Talosconfig talosconfig = Talosconfig.rewritten(BY_THE_TOOL, "172.17.0.3:31234", "10.5.0.2");
        assertThat(talosconfig.context()).isEqualTo("demo");
        assertThat(talosconfig.endpoint()).isEqualTo("172.17.0.3:31234");
        assertThat(talosconfig.yaml())
                .containsSubsequence("endpoints:", "- \"172.17.0.3:31234\"")
                .containsSubsequence("nodes:", "- \"10.5.0.2\"")
                .contains("ca: \"Y2E=\"", "context: \"demo\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "context: demo", "context: demo\ncontexts: {demo: {}}", "no: [yaml", "text"})
    void what_is_no_talosconfig_is_refused(String text) {
        assertThatThrownBy(() -> Talosconfig.rewritten(text, "172.17.0.3:31234", "10.5.0.2"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("The talosconfig of the nested cluster can't be used");
    }

    @Test
    void no_credential_is_in_its_words() {
        assertThat(Talosconfig.rewritten(BY_THE_TOOL, "172.17.0.3:31234", "10.5.0.2"))
                .hasToString("talosconfig of context demo");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void its_file_is_readable_by_its_owner_only(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("talosconfig");
        Talosconfig.rewritten(BY_THE_TOOL, "172.17.0.3:31234", "10.5.0.2").writeTo(file);
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
}
