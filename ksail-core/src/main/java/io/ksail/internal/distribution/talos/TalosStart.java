package io.ksail.internal.distribution.talos;

import io.ksail.internal.Async;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerException;
import io.ksail.internal.docker.DockerSubnets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a cluster inside the pod, step by step, as it is known to work with Talos' own images. {@code talosctl cluster
 * create} does the like, but for a daemon on the same machine only.
 */
final class TalosStart {

    private static final Logger LOG = LoggerFactory.getLogger(TalosStart.class);

    /** {@code $1} is a machine configuration; the rest are arguments for Docker's client. */
    private static final String START_NODE = """
            USERDATA=$(base64 "$1" | tr -d '\\n') && export USERDATA && shift && exec docker "$@"
            """;

    /** {@code $1} is a node, the rest asks for its stage. */
    static final String AWAIT_STAGE = """
            node=$1
            shift
            until docker "$@" 2>/dev/null | grep -Eq '^ +stage: (booting|running)$'; do
              if [ "$(docker inspect --format '{{.State.Running}}' "$node")" != true ]; then
                docker logs --tail 20 "$node" >&2
                exit 1
              fi
              sleep 0.2
            done
            """;

    /** {@code $1} is a node, the rest tells it to bootstrap; it is told again when that was too early, or got lost. */
    static final String BOOTSTRAP = """
            node=$1
            shift
            until said=$(docker "$@" 2>&1); do
              case $said in
                *AlreadyExists*) break ;;
                *FailedPrecondition* | *DeadlineExceeded* | *Canceled* | *'connection refused'* | *EOF*) sleep 0.3 ;;
                *) printf '%s: %s\\n' "$node" "$said" >&2; exit 1 ;;
              esac
            done
            """;

    /** What the specification's own addresses are not, and the tool and the nodes call each other by. */
    private static final List<String> LOOPBACK = List.of("127.0.0.1");

    private final StartRequest request;
    private final String image;
    private final List<TalosNode> nodes;
    private final DockerSubnets networks;
    private final Talosctl talosctl;
    private final Docker docker;

    TalosStart(StartRequest request, String image, List<TalosNode> nodes, DockerSubnets networks, Talosctl talosctl) {
        this.request = request;
        this.image = image;
        this.nodes = nodes;
        this.networks = networks;
        this.talosctl = talosctl;
        this.docker = talosctl.docker();
    }

    List<TalosNode> nodes() {
        return nodes;
    }

    /**
     * All of it.
     *
     * @param mtu how large packets may be in the pod's network
     * @return the administrator's kubeconfig
     */
    String run(int mtu) {
        String pulled = step(
                "look at what the registry says; a mirror of it is named in spec.provider.kubernetes.registryMirrors",
                this::pull);
        step("correct what talosctl names in talos/", this::configure);
        return step("look at what the node says above", () -> {
            docker.network(
                    Talosctl.NETWORK,
                    networks,
                    mtu,
                    "--label=talos.owned=true",
                    "--label=talos.cluster.name=" + request.spec().name());
            startNodes(pulled);
            return bootstrap();
        });
    }

    /** Both at once; gives the name by which the daemon has the nodes' image. */
    private String pull() {
        return Async.all(Stream.of(image, talosctl.image())
                        .<Supplier<String>>map(
                                name -> () -> docker.pull(name, request.spec().mirrors()))
                        .toList())
                .get(0);
    }

    private String configure() {
        MachineConfiguration configuration = new MachineConfiguration(
                request.spec(),
                TalosDistribution.kubernetes(request.spec()),
                nodes,
                sans(),
                TalosPatches.of(request.spec().configFiles()));
        docker.script("making a place for files", "mkdir -p -m 0700 \"$1\"", Talosctl.FILES_IN_POD);
        configuration
                .files()
                .forEach((file, text) -> docker.write("writing " + file, Talosctl.FILES_IN_POD + "/" + file, text));
        return talosctl.local("making the machine configurations", configuration.generation());
    }

    private List<String> sans() {
        return Stream.of(request.sans(), nodes.stream().map(TalosNode::address).toList(), LOOPBACK)
                .flatMap(List::stream)
                .distinct()
                .collect(Collectors.toList());
    }

    private void startNodes(String pulled) {
        Async.all(nodes.stream()
                .<Supplier<String>>map(node -> () -> start(node, pulled))
                .toList());
    }

    private String start(TalosNode node, String pulled) {
        List<String> arguments = new ArrayList<>();
        arguments.add("%s/%s.yaml".formatted(Talosctl.FILES_IN_POD, node.role().word()));
        arguments.addAll(
                MachineConfiguration.container(request.spec().name().value(), node, pulled, node.equals(first())));
        return docker.script("starting the node " + node.name(), START_NODE, arguments.toArray(String[]::new));
    }

    private TalosNode first() {
        return nodes.get(0);
    }

    private String bootstrap() {
        docker.script(
                "waiting for the Talos API of " + first().name(),
                AWAIT_STAGE,
                named(first().name(), talosctl.toNode(first(), "get", "machinestatus", "--output=yaml")));
        LOG.debug("cluster {}: {} takes commands", request.spec().name(), first().name());
        docker.script(
                "bootstrapping " + first().name(),
                BOOTSTRAP,
                named(first().name(), talosctl.toNode(first(), "bootstrap")));
        talosctl.run(
                "getting the kubeconfig",
                first(),
                "kubeconfig",
                Talosctl.FILES + "/kubeconfig",
                "--force",
                "--merge=false");
        // Not before: a node that ends at once is to be seen as one that ended.
        docker.run(
                "keeping the nodes",
                Stream.concat(
                                Stream.of("update", "--restart=unless-stopped"),
                                nodes.stream().map(TalosNode::name))
                        .toArray(String[]::new));
        return docker.script("reading the kubeconfig", "cat \"$1\"", Talosctl.FILES_IN_POD + "/kubeconfig");
    }

    private static String[] named(String node, String... command) {
        return Stream.concat(Stream.of(node), Stream.of(command)).toArray(String[]::new);
    }

    private static String step(String remedy, Supplier<String> step) {
        try {
            return step.get();
        } catch (DockerException e) {
            throw e.unrecoverable(remedy);
        }
    }
}
