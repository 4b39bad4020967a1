package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that has nothing but a kubeconfig file. It has more time for its connection than the library's ten seconds, which
 * are not always enough for a cold JVM on a machine that starts several clusters at once.
 */
final class ListNodes {

    private ListNodes() {}

    public static void main(String[] arguments) throws Exception {
        Config config = Config.fromKubeconfig(Files.readString(Path.of(arguments[0])));
        config.setConnectionTimeout(60_000);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            int nodes = client.nodes().list().getItems().size();
            System.out.println("the API answers");
            System.out.println("nodes: " + nodes);
        }
    }
}
