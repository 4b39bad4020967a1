package io.ksail.internal.docker;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.time.Duration;
import java.util.List;
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
            return new Memory(docker).lack();
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

    /**
     * Whether the container of a Docker daemon, with all nodes in it, lacks memory.
     *
     * @param docker the client in that container
     */
    public record Memory(Docker docker) {

        /**
         * How many processes were killed, how often the limit was reached, and the limit. Of cgroup v2 the container's own
         * counters know what happened below it; of v1 each of those below that are still there has to be asked.
         */
        private static final String COUNTERS = """
                cd /sys/fs/cgroup
                if [ -r memory.events ]; then
                  sed -n 's/^oom_kill //p' memory.events
                  sed -n 's/^max //p' memory.events
                  cat memory.max
                else
                  find memory -name memory.oom_control -exec sed -n 's/^oom_kill //p' {} + | awk '{n += $1} END {print n + 0}'
                  cat memory/memory.failcnt memory/memory.limit_in_bytes
                fi
                """;

        private static final int LINES = 3;

        /**
         * What to say of it.
         *
         * @return a sentence for an error message; empty when there is no lack, or nobody knows
         */
        public Optional<String> lack() {
            Outcome outcome = docker.shellBriefly(COUNTERS);
            return outcome.exitCode() == 0
                    ? lack(outcome.out().lines().map(String::strip).toList())
                    : Optional.empty();
        }

        /**
         * The same with what to do, for a report of many lines.
         *
         * @return a line; empty when there is no lack, or nobody knows
         */
        public Optional<String> report() {
            return lack().map(words -> words + ": " + Problem.MORE_MEMORY);
        }

        static Optional<String> lack(List<String> counters) {
            if (counters.size() != LINES || !counters.stream().allMatch(line -> line.matches("\\d{1,18}"))) {
                // Such as "max", which is no limit.
                return Optional.empty();
            }
            long killed = Long.parseLong(counters.get(0));
            long reached = Long.parseLong(counters.get(1));
            long mebibytes = Long.parseLong(counters.get(2)) >> 20;
            if (killed > 0) {
                return Optional.of(
                        "%d processes of the nodes were killed, since all nodes together may have %d MiB of memory"
                                .formatted(killed, mebibytes));
            }
            return reached > 0
                    ? Optional.of("all nodes together have used up the %d MiB of memory that they may have"
                            .formatted(mebibytes))
                    : Optional.empty();
        }
    }
}
