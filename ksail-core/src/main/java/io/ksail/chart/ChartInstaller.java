package io.ksail.chart;

import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;

/**
 * Installs Helm charts. Found through {@link ServiceLoader}, so that who installs none needs no Helm; {@code
 * ksail-helm} brings one. Thread-safe.
 */
public interface ChartInstaller {

    /**
     * Installs a release, or upgrades it where there is one of that name already.
     *
     * @param release what to install
     * @param kubeconfig the kubeconfigto the cluster, as YAML
     * @param limit how long it may take, waiting included
     * @param failure ends the installation early when it completes exceptionally
     * @throws ChartInstallationException if Helm refuses it, in Helm's words, or it is not ready in time
     * @throws io.ksail.internal.diagnosis.UnrecoverableException when {@code failure} says so
     */
    void install(ChartRelease release, String kubeconfig, Duration limit, CompletableFuture<Void> failure);

    /**
     * The installer on the class path.
     *
     * @param release what it is wanted for
     * @return the installer
     * @throws ChartInstallationException if there is none
     */
    static ChartInstaller find(ChartRelease release) {
        return ServiceLoader.load(ChartInstaller.class)
                .findFirst()
                .orElseThrow(() -> new ChartInstallationException(
                        "The Helm release %s can't be installed".formatted(release),
                        "io.ksail:ksail-helm is not on the class path",
                        "add the dependency io.ksail:ksail-helm, in the version of your other KSail artifacts",
                        null));
    }
}
