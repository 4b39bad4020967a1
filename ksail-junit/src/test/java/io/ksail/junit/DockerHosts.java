package io.ksail.junit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;

/** What there is of embedded hosts in the Docker engine, as anybody sees it. */
final class DockerHosts {

    static final String LABEL = "io.ksail.host.user";

    private DockerHosts() {}

    static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    static List<Container> all() {
        return docker().listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(LABEL, System.getProperty("user.name")))
                .exec();
    }

    static Set<String> ids() {
        return all().stream().map(Container::getId).collect(Collectors.toSet());
    }

    /** The id of the one with an address. */
    static String at(String address) {
        return all().stream()
                .filter(host -> host.getNetworkSettings().getNetworks().values().stream()
                        .anyMatch(network -> address.equals(network.getIpAddress())))
                .map(Container::getId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no host has the address " + address));
    }

    static InspectContainerResponse inspect(Container host) {
        return docker().inspectContainerCmd(host.getId()).exec();
    }

    /** What is in it, one text; empty when it is gone by now. */
    static String environment(Container host) {
        try {
            return String.join("\n", inspect(host).getConfig().getEnv());
        } catch (NotFoundException gone) {
            return "";
        }
    }

    /** Those that belong to it. */
    static List<String> volumes(Container host) {
        return inspect(host).getMounts().stream()
                .map(InspectContainerResponse.Mount::getName)
                .filter(Objects::nonNull)
                .toList();
    }

    /** All that there are. */
    static List<String> volumes() {
        return docker().listVolumesCmd().exec().getVolumes().stream()
                .map(InspectVolumeResponse::getName)
                .toList();
    }

    /** As a process leaves it that is killed before it could start it. */
    static String createAgain(InspectContainerResponse gone) {
        return docker().createContainerCmd(gone.getConfig().getImage())
                .withName(gone.getName().substring(1))
                .withHostName(gone.getConfig().getHostName())
                .withLabels(gone.getConfig().getLabels())
                .withEntrypoint(gone.getConfig().getEntrypoint())
                .withCmd(gone.getConfig().getCmd())
                .withEnv(gone.getConfig().getEnv())
                .withExposedPorts(gone.getConfig().getExposedPorts())
                .withHostConfig(gone.getHostConfig())
                .exec()
                .getId();
    }

    static void remove(Container host) {
        docker().removeContainerCmd(host.getId())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec();
    }
}
