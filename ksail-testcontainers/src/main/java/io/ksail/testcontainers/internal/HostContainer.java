package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.StreamType;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.distribution.k3s.K3sKubeconfig;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A container of ours in Docker that is an embedded host.
 *
 * @param docker the engine
 * @param id its id
 * @param name its name
 * @param isNew whether it was created here
 */
record HostContainer(DockerClient docker, String id, String name, boolean isNew) {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String CONTEXT = "default";

    /**
     * Creates the one of these settings, unless there is one.
     *
     * @throws HostUnavailableException if Docker does not create it, or somebody else's has its name
     */
    static HostContainer createdOrFound(DockerClient docker, HostSettings settings, Deadline deadline)
            throws InterruptedException {
        String name = settings.name();
        while (!deadline.passed()) {
            try {
                return new HostContainer(
                        docker, settings.creation(docker).exec().getId(), name, true);
            } catch (ConflictException taken) {
                Optional<InspectContainerResponse> there = find(docker, name);
                if (there.isPresent()) {
                    return found(docker, there.get(), settings);
                }
                Await.pause(PAUSE);
            } catch (RuntimeException e) {
                throw EmbeddedHosts.notStarted(settings.image(), Causes.message(e), e);
            }
        }
        throw EmbeddedHosts.unusable(
                settings, "Docker says that the name is taken, and knows no container of that name", null);
    }

    /** Of hosts whose engine was killed, which removes the containers when it comes back, and not their volumes. */
    static int removeLeftVolumes(DockerClient docker, String user) {
        List<InspectVolumeResponse> left = docker.listVolumesCmd().withDanglingFilter(true).exec().getVolumes().stream()
                .filter(volume -> volume.getLabels() != null
                        && user.equals(volume.getLabels().get(HostSettings.USER_LABEL)))
                .toList();
        for (InspectVolumeResponse volume : left) {
            try {
                docker.removeVolumeCmd(volume.getName()).exec();
            } catch (NotFoundException | ConflictException goneOrInUse) {
                // It is not left, then.
            }
        }
        return left.size();
    }

    private static HostContainer found(DockerClient docker, InspectContainerResponse there, HostSettings settings) {
        Map<String, String> labels = there.getConfig().getLabels();
        if (labels == null || !settings.user().equals(labels.get(HostSettings.USER_LABEL))) {
            throw new HostUnavailableException(
                    "The embedded host %s can't be used".formatted(settings.name()),
                    "a container of that name is there, which KSail has not made for user " + settings.user(),
                    "rename that container, or remove it if nobody needs it",
                    null);
        }
        return new HostContainer(docker, there.getId(), settings.name(), false);
    }

    private static Optional<InspectContainerResponse> find(DockerClient docker, String nameOrId) {
        try {
            return Optional.of(docker.inspectContainerCmd(nameOrId).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts it, unless it runs: also one that another process has created, which was killed before it could.
     *
     * @return what is seen of it from now on
     */
    ContainerWatch start() {
        try {
            docker.startContainerCmd(id).exec();
        } catch (NotModifiedException running) {
            // As wanted.
        } catch (RuntimeException e) {
            return ContainerWatch.ended(Causes.message(e));
        }
        return ContainerWatch.begin(docker, id);
    }

    boolean isRunning() {
        return find(docker, id)
                .map(found -> Boolean.TRUE.equals(found.getState().getRunning()))
                .orElse(false);
    }

    private InspectContainerResponse inspect() {
        return docker.inspectContainerCmd(id).exec();
    }

    private boolean isGone() {
        return find(docker, id).isEmpty();
    }

    /** One that is ending is removed by Docker, after it has told who waits for its end. Or it goes on after all. */
    void awaitGone(Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        while (!isGone() && !deadline.passed()) {
            Await.pause(PAUSE);
        }
    }

    void remove() {
        try {
            docker.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException | ConflictException goneOrGoing) {
            // As wanted.
        }
    }

    /** The administrator's, once K3s has written it. */
    Kubeconfig kubeconfig(Deadline deadline, CompletableFuture<Void> end)
            throws TimeoutException, ExecutionException, InterruptedException {
        Output printed = Await.value(
                Await.unless(Async.begin(() -> exec(K3sKubeconfig.PRINT_WHEN_WRITTEN)), end), deadline.remaining());
        if (printed.exitCode() != 0) {
            throw new ExecutionException(new IllegalStateException(printed.err().strip()));
        }
        String url = "https://%s:%d"
                .formatted(DockerEngine.address(), publishedPorts().get(HostSettings.API_PORT));
        return Kubeconfig.rewritten(printed.out(), CONTEXT, url);
    }

    /** Where on the engine's machine each published port is. */
    Map<Integer, Integer> publishedPorts() {
        return inspect().getNetworkSettings().getPorts().getBindings().entrySet().stream()
                .filter(port -> port.getValue() != null && port.getValue().length > 0)
                .collect(Collectors.toMap(port -> port.getKey().getPort(), HostContainer::publishedAt));
    }

    private static int publishedAt(Map.Entry<ExposedPort, Ports.Binding[]> port) {
        return Integer.parseInt(port.getValue()[0].getHostPortSpec());
    }

    /**
     * Runs a command in it.
     *
     * @throws RuntimeException if it could not be run to its end
     */
    Output exec(String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String exec = docker.execCreateCmd(id)
                .withCmd(command)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        try {
            docker.execStartCmd(exec)
                    .exec(new ResultCallback.Adapter<Frame>() {
                        @Override
                        public void onNext(Frame frame) {
                            (frame.getStreamType() == StreamType.STDERR ? err : out).writeBytes(frame.getPayload());
                        }
                    })
                    .awaitCompletion();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread was interrupted", e);
        }
        Long code = docker.inspectExecCmd(exec).exec().getExitCodeLong();
        if (code == null) {
            return new Output(-1, "", "the container ended before the command did");
        }
        return new Output(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a command has said. */
    record Output(long exitCode, String out, String err) {}

    void copy(Path file, String directory) {
        docker.copyArchiveToContainerCmd(id)
                .withHostResource(file.toString())
                .withRemotePath(directory)
                .exec();
    }
}
