package io.ksail.internal.docker;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.internal.Causes;
import io.ksail.internal.PodExec;
import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.image.Containerd;
import io.ksail.spec.RegistryMirrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Docker client in a {@link DockerPod}, by exec through the host's API: argument vectors, nothing of the user's in a
 * string for a shell. Thread-safe.
 */
public final class Docker {

    private static final Logger LOG = LoggerFactory.getLogger(Docker.class);

    /** Waits in the pod, where it costs nothing; then says how large packets may be there. */
    private static final String WAIT_FOR_DAEMON =
            "until docker info >/dev/null 2>&1; do sleep 0.05; done; cat /sys/class/net/eth0/mtu || echo 1400";

    /**
     * Reads as much as there is, and no more: not every host tells a command that its input has ended. What has not come
     * in full is not used.
     */
    private static final String READ_BYTES = "file=$(mktemp) && head -c \"$1\" > \"$file\" || exit 1;"
            + " [ \"$(wc -c < \"$file\")\" -eq \"$1\" ] || exit 75;"
            + " shift; \"$@\" < \"$file\"; code=$?; rm -f \"$file\"; exit $code";

    private static final String WRITE_BYTES =
            "umask 077; head -c \"$1\" > \"$2\" || exit 1; [ \"$(wc -c < \"$2\")\" -eq \"$1\" ] || exit 75";

    /** The exit code of both when there was less to read than there should be. */
    private static final int INPUT_LOST = 75;

    private static final int INPUT_ATTEMPTS = 5;

    /** For containers without shell and tools: through the root directory of their first process, by our own ctr. */
    private static final String CTR_AT = "container=$1; socket=$2; shift 3;"
            + " pid=$(docker inspect --format '{{.State.Pid}}' \"$container\") || exit 1;"
            + " exec ctr --address=\"/proc/$pid/root$socket\" \"$@\"";

    private static final int EXEC_ATTEMPTS = 10;
    private static final Duration BRIEFLY = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final PodExec exec;
    private final String pod;

    /**
     * The client in a pod.
     *
     * @param host a client of the host
     * @param namespace the cluster's namespace
     */
    public Docker(KubernetesClient host, String namespace) {
        this.pod = DockerPod.podName(namespace);
        this.exec = new PodExec(host, namespace, pod, DockerPod.CONTAINER);
    }

    String pod() {
        return pod;
    }

    /**
     * Waits until the daemon answers.
     *
     * @param watch what is known of the namespace
     * @return completes with the size of the largest packet that the pod's network carries
     */
    public CompletableFuture<Integer> ready(NamespaceWatch watch) {
        return ready(watch, anyContainer -> true, 1);
    }

    private CompletableFuture<Integer> ready(NamespaceWatch watch, Predicate<String> container, int attempt) {
        return watch.pod(seen -> runningContainer(seen).filter(container).isPresent())
                .thenComposeAsync(seen -> waitFor(watch, runningContainer(seen).orElseThrow(), attempt));
    }

    private CompletableFuture<Integer> waitFor(NamespaceWatch watch, String container, int attempt) {
        return exec.run("sh", "-c", WAIT_FOR_DAEMON)
                .handleAsync((outcome, failure) -> {
                    if (failure != null) {
                        // The connection broke: the container may be as it was, or may have ended.
                        return attempt == EXEC_ATTEMPTS
                                        || Causes.message(failure).contains("forbidden")
                                ? CompletableFuture.<Integer>failedFuture(failure)
                                : ready(watch, anyContainer -> true, attempt + 1);
                    }
                    // A container that ended before is followed by another one.
                    return outcome.exitCode() == 0
                            ? CompletableFuture.completedFuture(
                                    Integer.valueOf(outcome.out().strip()))
                            : ready(watch, id -> !id.equals(container), 1);
                })
                .thenCompose(next -> next);
    }

    private Optional<String> runningContainer(Pod seen) {
        return seen.getStatus().getContainerStatuses().stream()
                .filter(status -> pod.equals(seen.getMetadata().getName()))
                .filter(status -> DockerPod.CONTAINER.equals(status.getName()))
                .filter(status -> status.getState().getRunning() != null)
                .map(ContainerStatus::getContainerID)
                .findFirst();
    }

    /**
     * Runs a command of the client.
     *
     * @param arguments what comes after {@code docker}
     * @return what it has left, whatever that is
     */
    public Outcome ask(String... arguments) {
        return exec.run(docker(arguments))
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /**
     * Runs a command of the client for whoever has to know why something failed: a daemon may hang then.
     *
     * @param arguments what comes after {@code docker}
     * @return what it has left; nothing, and exit code -1, if it did not end within 10 s
     */
    public Outcome askBriefly(String... arguments) {
        return briefly(docker(arguments));
    }

    /** As {@link #askBriefly}, but a constant script beside the client. */
    Outcome shellBriefly(String script) {
        return briefly("sh", "-c", script);
    }

    private Outcome briefly(String... command) {
        return exec.run(command)
                .completeOnTimeout(new Outcome(-1, "", ""), BRIEFLY.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /**
     * Runs a command of the client that has to succeed.
     *
     * @param what what it does, in words such as {@code starting the node demo-worker}
     * @param arguments what comes after {@code docker}
     * @return what it wrote to standard output
     * @throws DockerException if it fails, with its own words
     */
    public String run(String what, String... arguments) {
        return succeeded(what, ask(arguments));
    }

    /**
     * Runs a constant script beside the client that has to succeed.
     *
     * @param what what it does, in words
     * @param script the script, for {@code sh}; nothing of the user's is in it
     * @param arguments what it finds in {@code $1} and so on
     * @return what it wrote to standard output
     * @throws DockerException if it fails, with its own words
     */
    public String script(String what, String script, String... arguments) {
        String[] command = Stream.concat(Stream.of("sh", "-c", script, "ksail"), Stream.of(arguments))
                .toArray(String[]::new);
        return succeeded(
                what,
                exec.run(command).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }

    /**
     * Runs a command in a container, and gives it something to read.
     *
     * @param what what it does, in words
     * @param container the container's name
     * @param input what it reads
     * @param command the program and its arguments; the container has a shell
     * @return what it wrote to standard output
     * @throws DockerException if it fails, with its own words
     */
    public String feed(String what, String container, String input, String... command) {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of("exec", "-i", container, "sh", "-c", READ_BYTES, "ksail"));
        all.add(String.valueOf(bytes.length));
        all.addAll(List.of(command));
        return given(what, bytes, docker(all.toArray(String[]::new)));
    }

    /**
     * Writes a file beside the client, for its owner only.
     *
     * @param what what is done, in words
     * @param path where; the directory is there
     * @param text what the file says
     * @throws DockerException if it fails, with the shell's own words
     */
    public void write(String what, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        given(what, bytes, "sh", "-c", WRITE_BYTES, "ksail", String.valueOf(bytes.length), path);
    }

    /** Some hosts lose what a command is given when they are busy; nothing has happened then. */
    private String given(String what, byte[] bytes, String... command) {
        try {
            Outcome outcome = exec.give(bytes, command);
            for (int attempt = 1; outcome.exitCode() == INPUT_LOST && attempt < INPUT_ATTEMPTS; attempt++) {
                LOG.debug("{}: {} did not get all of its input", pod, what);
                outcome = exec.give(bytes, command);
            }
            return succeeded(what, outcome);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has the daemon get an image.
     *
     * @param image the image's name
     * @param mirrors where images are got from
     * @return the name by which the daemon has it
     * @throws DockerException if it can't, with the daemon's own words
     */
    public String pull(String image, RegistryMirrors mirrors) {
        Optional<String> atMirror = DockerPod.Mirrors.nameAtMirror(image, mirrors);
        if (atMirror.isPresent() && ask("pull", "--quiet", atMirror.get()).exitCode() == 0) {
            if (image.contains("@")) {
                return atMirror.get();
            }
            run("naming " + image, "tag", atMirror.get(), image);
            return image;
        }
        run("pulling " + image + " inside the pod", "pull", "--quiet", image);
        return image;
    }

    /**
     * Makes a network.
     *
     * @param name its name
     * @param networks which addresses it has: those for nodes
     * @param mtu how large packets may be in it
     * @param more further options
     */
    public void network(String name, DockerSubnets networks, int mtu, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "network",
                "create",
                "--driver=bridge",
                "--opt=com.docker.network.bridge.enable_ip_masquerade=true",
                "--opt=com.docker.network.driver.mtu=" + mtu,
                "--subnet=" + networks.nodes()));
        arguments.addAll(List.of(more));
        arguments.add(name);
        run("making the network " + name, arguments.toArray(String[]::new));
    }

    /**
     * The images of a container that runs containerd.
     *
     * @param container the container's name, which has the program {@code ctr}
     * @return its images
     */
    public Containerd containerd(String container) {
        return new Containerd(exec, container, List.of("docker", "exec", "-i", container));
    }

    /**
     * The images of a container that runs containerd, and has no programs for us.
     *
     * @param container the container's name
     * @param socket where its containerd listens, inside of it
     * @return its images
     */
    public Containerd containerdAt(String container, String socket) {
        return new Containerd(exec, container, List.of("sh", "-c", CTR_AT, "ksail", container, socket));
    }

    private static String succeeded(String what, Outcome outcome) {
        if (outcome.exitCode() != 0) {
            throw new DockerException(what, outcome);
        }
        return outcome.out();
    }

    private static String[] docker(String... arguments) {
        return Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new);
    }
}
