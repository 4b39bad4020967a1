package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.junit.Talosconfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Talos nodes, with a patch of their machine configuration that lies beside the ksail.yaml, and the way to their own API. */
@NestedCluster(config = "classpath:talos/ksail.yaml", readyTimeout = "10m")
class TalosTest {

    @Test
    void nodes_have_what_the_patch_says(KubernetesClient client) {
        assertThat(client.nodes().withLabel("example.com/rack", "r1").list().getItems())
                .hasSize(1);
    }

    @Test
    void talosctl_finds_the_nodes_by_the_talosconfig(@Talosconfig Path talosconfig) {
        assertThat(talosconfig).content().contains("endpoints:");
    }
}
