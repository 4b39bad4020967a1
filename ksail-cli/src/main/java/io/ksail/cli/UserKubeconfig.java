package io.ksail.cli;

import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.file.KubeconfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user's kubeconfig file, in which a nested cluster has an entry among others. */
final class UserKubeconfig {

    private final Path path;

    UserKubeconfig(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    void merge(Kubeconfig kubeconfig, boolean makeCurrent) {
        KubeconfigFile.at(path).merge(kubeconfig, makeCurrent);
    }

    void remove(String context) {
        KubeconfigFile.at(path).remove(context);
    }

    /**
     * The contexts that lead to an API server. By its URL and not by their names: what is called {@code kind-demo} may
     * well be somebody else's.
     */
    List<String> contextsTo(String apiUrl) {
        if (!Files.isRegularFile(path)) {
            return List.of();
        }
        try {
            Config file = Serialization.unmarshal(Files.readString(path), Config.class);
            if (file == null) {
                return List.of();
            }
            List<String> clusters = file.getClusters().stream()
                    .filter(cluster -> cluster.getCluster() != null
                            && apiUrl.equals(cluster.getCluster().getServer()))
                    .map(NamedCluster::getName)
                    .toList();
            return file.getContexts().stream()
                    .filter(context -> context.getContext() != null
                            && clusters.contains(context.getContext().getCluster()))
                    .map(context -> context.getName())
                    .toList();
        } catch (IOException | RuntimeException e) {
            // What can't be read holds no entry that this tool has made.
            return List.of();
        }
    }

    /** As a person writes it. */
    String shown(Path home) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(home) ? "~/" + home.relativize(absolute) : absolute.toString();
    }
}
