package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumeOptions;
import io.ksail.internal.Sha256;
import io.ksail.internal.TextResource;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.k3s.K3sRegistries;
import io.ksail.internal.distribution.k3s.LoneNode;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.spec.RegistryMirrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What an embedded host is made of. It is one container that needs nothing from here once it runs: what it holds is in its
 * arguments and its environment, so that whoever finds it created may start it.
 *
 * @param image its image, as it is called in the engine
 * @param imageId the image itself
 * @param volumes what it wants to have on disk
 * @param arguments of K3s
 * @param nodePorts which of its node ports are published
 * @param registries K3s' {@code registries.yaml}; empty for none
 * @param user whose it is
 * @param machine where that user is: an engine may be shared by containers, such as jobs of a CI server, that know nothing of
 *     each other
 * @param own makes it another one than those that are shared; empty for one that is
 */
record HostSettings(
        String image,
        String imageId,
        List<String> volumes,
        List<String> arguments,
        NodePortRange nodePorts,
        String registries,
        String user,
        String machine,
        Optional<String> own) {

    /** Says whose it is, and thereby that it is one of ours. */
    static final String USER_LABEL = "io.ksail.host.user";

    /** On a host that one process has for itself. */
    static final String OWN_LABEL = "io.ksail.host.own";

    private static final String NAME_PREFIX = "ksail-host-";

    /** What its node is called. */
    static final LoneNode NODE = LoneNode.ofHost("ksail-host");

    static final int API_PORT = 6443;

    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Somebody has created it, and may have been killed before it was up. */
    private static final Duration UNUSED_AT_FIRST = Duration.ofMinutes(3);

    private static final Duration UNANSWERED = Duration.ofMinutes(10);

    static HostSettings of(RegistryMirrors mirrors, boolean shared) throws Exception {
        NodePortRange nodePorts = NodePortRange.neededFor(DockerEngine.info());
        List<String> arguments = new ArrayList<>(List.of(
                "server",
                "--disable=traefik",
                "--disable=metrics-server",
                // It would take the ports of the node; a node port is as good here.
                "--disable=servicelb",
                Versions.K3S_CGROUP_V1,
                "--tls-san=" + DockerEngine.address()));
        arguments.addAll(NODE.arguments());
        arguments.addAll(nodePorts.serverArguments());
        DockerEngine.Image image = DockerEngine.image(Versions.K3S_IMAGE);
        return new HostSettings(
                image.name(),
                image.found().getId(),
                volumes(image.found()),
                arguments,
                nodePorts,
                mirrors.isEmpty() ? "" : K3sRegistries.yaml(mirrors),
                ClusterLabels.owner(),
                machineOfThisProcess(),
                shared ? Optional.empty() : Optional.of(UUID.randomUUID().toString()));
    }

    private static List<String> volumes(InspectImageResponse image) {
        Map<String, ?> volumes =
                image.getConfig() == null ? null : image.getConfig().getVolumes();
        return volumes == null ? List.of() : volumes.keySet().stream().sorted().toList();
    }

    /** Empty where no engine is shared by machines of different names. */
    private static String machineOfThisProcess() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }

    /** Equal for hosts that are equal in everything, so that there is one of them: Docker gives a name but once. */
    String name() {
        return NAME_PREFIX
                + Sha256.beginningOf(this + environment().toString() + script("host.sh") + script("host-guard.sh"));
    }

    CreateContainerCmd creation(DockerClient docker) {
        List<ExposedPort> ports = Stream.concat(
                        Stream.of(API_PORT), nodePorts.ports().boxed())
                .map(ExposedPort::tcp)
                .toList();
        List<String> command = new ArrayList<>(List.of("/bin/k3s"));
        command.addAll(arguments);
        return docker.createContainerCmd(image)
                .withName(name())
                .withHostName("ksail-host")
                .withLabels(own.isPresent() ? Map.of(USER_LABEL, user, OWN_LABEL, "true") : Map.of(USER_LABEL, user))
                .withEntrypoint("/bin/sh", "-c", script("host.sh"), script("host-guard.sh"))
                .withCmd(command)
                .withEnv(environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withExposedPorts(ports)
                .withHostConfig(new HostConfig()
                        // With its volumes, and also after the machine was restarted.
                        .withAutoRemove(true)
                        .withPrivileged(true)
                        .withCgroupnsMode("host")
                        .withBinds(new Bind("/sys/fs/cgroup", new Volume("/sys/fs/cgroup"), AccessMode.rw))
                        .withTmpFs(Map.of("/run", "", "/var/run", ""))
                        .withMounts(volumes.stream().map(this::volume).toList())
                        .withPortBindings(ports.stream()
                                .map(port -> new PortBinding(Ports.Binding.empty(), port))
                                .toList()));
    }

    /** Without a name, so that it goes with the container; with a label, as it does not where the engine was killed. */
    private Mount volume(String path) {
        return new Mount()
                .withType(MountType.VOLUME)
                .withTarget(path)
                .withVolumeOptions(new VolumeOptions().withLabels(Map.of(USER_LABEL, user)));
    }

    private Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "REGISTRIES", registries,
                "NETWORK", LoneNode.networkScript(),
                "NETWORK_FILE", LoneNode.CONFIGURATION,
                "POD_RANGE", NODE.range(),
                "ENDING", HostLeases.ENDING,
                "PAUSE_SECONDS", String.valueOf(PAUSE.toSeconds()),
                "FIRST_SECONDS", String.valueOf(UNUSED_AT_FIRST.toSeconds()),
                "UNANSWERED_SECONDS", String.valueOf(UNANSWERED.toSeconds())));
    }

    private static String script(String name) {
        return TextResource.beside(HostSettings.class, name);
    }
}
