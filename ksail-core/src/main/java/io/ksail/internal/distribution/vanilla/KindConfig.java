package io.ksail.internal.distribution.vanilla;

import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code kind.yaml} says, as far as it can be honoured in a pod.
 *
 * @param nodes the nodes, in the file's order; none where it does not say
 * @param networking what it says of networks
 * @param featureGates Kubernetes' own switches
 * @param runtimeConfig which APIs are served
 * @param kubeadmPatches what changes kubeadm's configuration of all nodes
 * @param containerdPatches what changes containerd's configuration, as TOML
 */
record KindConfig(
        List<KindNode> nodes,
        KindNetworking networking,
        Map<String, Boolean> featureGates,
        Map<String, String> runtimeConfig,
        List<String> kubeadmPatches,
        List<String> containerdPatches) {

    static final KindConfig NONE =
            new KindConfig(List.of(), KindNetworking.DEFAULT, Map.of(), Map.of(), List.of(), List.of());

    static KindConfig of(ClusterSpec spec) {
        return spec.configFiles()
                .of(spec.distribution())
                .text("kind.yaml")
                .map(KindYaml::read)
                .orElse(NONE);
    }

    /** What a specification asks for, with nodes and networks of the file where it asks for none. */
    ClusterSpec appliedTo(ClusterSpec spec) {
        ClusterSpecBuilder resolved = spec.toBuilder();
        if (!nodes.isEmpty()) {
            int controlPlanes = count(NodeRole.CONTROL_PLANE);
            int workers = count(NodeRole.WORKER);
            requireAgreement("controlPlanes", spec.controlPlanes(), 1, controlPlanes);
            requireAgreement("workers", spec.workers(), 0, workers);
            resolved.controlPlanes(controlPlanes).workers(workers);
        }
        resolved.networks(new ClusterNetworks(
                spec.networks().podCidr().or(() -> networking.podSubnet().map(Cidrs::parse)),
                spec.networks()
                        .serviceCidr()
                        .or(() -> networking.serviceSubnet().map(Cidrs::parse))));
        if (networking.disableDefaultCni() && spec.readiness() != Readiness.API) {
            throw new InvalidSpecException(
                    "kind.yaml can't be used",
                    "networking.disableDefaultCNI leaves nodes without a network, so the cluster never becomes "
                            + spec.readiness(),
                    "ask for readiness API, and install a network in the test");
        }
        return resolved.build();
    }

    private int count(NodeRole role) {
        return (int) nodes.stream().filter(node -> node.role() == role).count();
    }

    private static void requireAgreement(String field, int asked, int unasked, int inFile) {
        if (asked != unasked && asked != inFile) {
            throw new InvalidSpecException(
                    "kind.yaml can't be used",
                    "it has other nodes than are asked for: %s is %d, and there %d".formatted(field, asked, inFile),
                    "leave %s out, or nodes in kind.yaml".formatted(field));
        }
    }

    /** The image of the first node that names one, to be used where nothing else is asked for. */
    Optional<String> image() {
        return nodes.stream().flatMap(node -> node.image().stream()).findFirst();
    }
}
