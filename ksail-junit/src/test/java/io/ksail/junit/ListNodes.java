package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that has nothing but a kubeconfig file. */
final class ListNodes {

    private ListNodes() {}

    public static void main(String[] arguments) throws Exception {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(Path.of(arguments[0]))))
                .build()) {
            int nodes = client.nodes().list().getItems().size();
            System.out.println("the API answers");
            System.out.println("nodes: " + nodes);
        }
    }
}
