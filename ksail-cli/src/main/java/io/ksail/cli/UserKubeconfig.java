package io.ksail.cli;

import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.file.KubeconfigFile;
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
     * Removes the entries of a cluster, whatever they are called: those with its own credentials. What is called {@code
     * kind-demo} may well be somebody else's, and where an entry leads is claimed by an annotation that others can write.
     */
    void removeAllOf(Kubeconfig kubeconfig) {
        KubeconfigFile.at(path).removeAllOf(kubeconfig);
    }

    /** The contexts that lead to an API server, by its URL: a hint only, as anybody can claim to be at a URL. */
    List<String> contextsAt(String apiUrl) {
        return KubeconfigFile.at(path).contextsAt(apiUrl);
    }

    /** As a person writes it. */
    String shown(Path home) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(home) ? "~/" + home.relativize(absolute) : absolute.toString();
    }
}
