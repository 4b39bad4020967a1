package io.ksail.benchmarks;

import io.ksail.internal.Versions;
import io.ksail.internal.distribution.k3s.K3sRegistries;
import io.ksail.spec.RegistryMirrors;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** K3s in Docker as anybody starts it with Testcontainers, on this machine. */
final class PlainK3s {

    /** Kubelets from 1.35 on do not start on control groups of version 1 otherwise; the others do not mind. */
    private static final String CONFIG = "kubelet-arg: [fail-cgroupv1=false]\n";

    private PlainK3s() {}

    static K3sContainer container() {
        K3sContainer container = new K3sContainer(DockerImageName.parse(Versions.K3S_IMAGE));
        container.withCopyToContainer(
                Transferable.of(K3sRegistries.yaml(RegistryMirrors.fromEnvironment())),
                "/etc/rancher/k3s/registries.yaml");
        container.withCopyToContainer(Transferable.of(CONFIG), "/etc/rancher/k3s/config.yaml");
        return container;
    }
}
