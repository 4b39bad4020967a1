package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.model.Info;
import io.ksail.host.ClientLocation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The node ports of an embedded host that Docker publishes. None where the container's own address is routable, as on
 * Linux with a local engine: each published port costs the engine a process.
 *
 * @param size how many ports
 */
record NodePortRange(int size) {

    /** Says for engines that are not recognised whether to publish: {@code true} or {@code false}. */
    static final String PUBLISH_PROPERTY = "ksail.host.publishNodePorts";

    private static final int FIRST = 30_000;
    private static final int ENOUGH = 50;

    static NodePortRange neededFor(Info engine) {
        String told = System.getProperty(PUBLISH_PROPERTY);
        boolean publish = told == null ? !isRoutable(engine) : Boolean.parseBoolean(told);
        return new NodePortRange(publish ? ENOUGH : 0);
    }

    /** A container's address can be reached where the engine's bridge is an interface of this very machine. */
    private static boolean isRoutable(Info engine) {
        boolean onLinux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        boolean inMachine = String.valueOf(engine.getOperatingSystem()).contains("Docker Desktop");
        List<String> security = engine.getSecurityOptions() == null ? List.of() : engine.getSecurityOptions();
        boolean rootless = security.stream().anyMatch(option -> option.contains("rootless"));
        return onLinux && DockerEngine.isLocal() && !inMachine && !rootless;
    }

    IntStream ports() {
        return IntStream.range(FIRST, FIRST + size);
    }

    List<String> serverArguments() {
        return size == 0 ? List.of() : List.of("--service-node-port-range=" + FIRST + "-" + (FIRST + size - 1));
    }

    ClientLocation locationBeside(HostContainer container) {
        ClientLocation beside = ClientLocation.of(ClientLocation.Kind.BESIDE_EMBEDDED);
        if (size == 0) {
            return beside;
        }
        Map<Integer, Integer> mapped = new HashMap<>(container.publishedPorts());
        mapped.keySet().retainAll(ports().boxed().toList());
        return beside.withNodePortsAt(DockerEngine.address(), mapped);
    }
}
