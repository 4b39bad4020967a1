package io.ksail.internal.docker;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The life of one container with a Docker daemon, in which nodes are made step by step. When it ends in between, whatever
 * command was just being run fails for no reason of its own; the reason is what the host says of the container.
 *
 * @param docker the client in that container
 * @param watch what is known of the namespace
 */
public record DaemonLife(Docker docker, NamespaceWatch watch) {

    /** When the container's first process was started, on the clock of the machine; nothing when the daemon is away. */
    private static final String BORN = "docker version >/dev/null 2>&1 && cut -d ' ' -f 22 /proc/1/stat";

    /** The host tells of a container's end a moment after it. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);

    /** What is said of a command that was killed, mostly for lack of memory. */
    private static final String KILLED = "exit code 137:";

    private record Born(int mtu, int restarts, String when) {}

    /**
     * Waits until the daemon answers, and has the nodes made.
     *
     * @param steps makes them; is told how large packets may be in the pod's network
     * @return completes with what the steps give; exceptionally with the reason of the container's end, if it ended
     */
    public CompletableFuture<String> during(IntFunction<String> steps) {
        return docker.ready(watch)
                .thenCompose(mtu -> watch.pod(this::isMeant)
                        .thenApplyAsync(seen -> new Born(mtu, restarts(seen), born().orElse(""))))
                .thenCompose(begin -> during(steps, begin));
    }

    private CompletableFuture<String> during(IntFunction<String> steps, Born begin) {
        CompletableFuture<String> made = CompletableFuture.supplyAsync(() -> steps.apply(begin.mtu()));
        CompletableFuture<Pod> ended = watch.pod(seen -> isMeant(seen) && restarts(seen) > begin.restarts());
        CompletableFuture<String> either = new CompletableFuture<>();
        ended.thenAccept(seen -> either.completeExceptionally(end(seen)));
        made.whenCompleteAsync((kubeconfig, failure) -> {
            if (failure == null) {
                either.complete(kubeconfig);
            } else if (begin.when().equals(born().orElse(null))) {
                either.completeExceptionally(withMemory(failure));
            } else {
                // Told above, if the host tells it in time.
                CompletableFuture.delayedExecutor(TOLD_WITHIN.toSeconds(), TimeUnit.SECONDS)
                        .execute(() -> either.completeExceptionally(withMemory(failure)));
            }
        });
        return either.whenComplete((kubeconfig, failure) -> ended.cancel(true));
    }

    /** Empty when the daemon does not answer. */
    private Optional<String> born() {
        try {
            Outcome outcome = docker.shellBriefly(BORN);
            return outcome.exitCode() == 0 ? Optional.of(outcome.out().strip()) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private Throwable withMemory(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof UnrecoverableException unrecoverable)) {
            return cause;
        }
        Problem problem = unrecoverable.problem();
        Optional<String> words = lackOfMemory();
        return words.isPresent() || problem.seen().contains(KILLED)
                ? new UnrecoverableException(new Problem(
                        problem.seen() + words.map(lack -> "\n" + lack).orElse(""),
                        problem.remedy() + "; " + Problem.MORE_MEMORY))
                : unrecoverable;
    }

    /** Where memory is lacking, whoever asks for it may be killed too. */
    private Optional<String> lackOfMemory() {
        try {
            return new DaemonMemory(docker).lack();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private boolean isMeant(Pod seen) {
        return docker.pod().equals(seen.getMetadata().getName());
    }

    private static int restarts(Pod pod) {
        return status(pod)
                .map(status -> status.getRestartCount() + (status.getState().getTerminated() == null ? 0 : 1))
                .orElse(0);
    }

    private static UnrecoverableException end(Pod pod) {
        Optional<ContainerStateTerminated> last = status(pod)
                .flatMap(status -> Optional.ofNullable(status.getState().getTerminated())
                        .or(() -> Optional.ofNullable(status.getLastState()).map(state -> state.getTerminated())));
        String how = last.map(state -> " with exit code %d (%s)".formatted(state.getExitCode(), state.getReason()))
                .orElse("");
        return new UnrecoverableException(new Problem(
                "the container of the Docker daemon ended%s while the nodes were made in it".formatted(how),
                "create the cluster again; if it was killed for lack of memory, " + Problem.MORE_MEMORY));
    }

    private static Optional<ContainerStatus> status(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> DockerPod.CONTAINER.equals(status.getName()))
                .findFirst();
    }
}
