package io.ksail.internal;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs commands in a container of a pod, through the API: argument vectors, never strings for a shell. */
public final class PodExec {

    /** How long a command may go on after it has been given all of its input. */
    private static final Duration FEED_LIMIT = Duration.ofMinutes(5);

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

    private static final int PART = 64 * 1024;

    /** How much of what a command says is taken: who rules a node decides what its programs say, and how much. */
    private static final int LONGEST_OUTPUT = 8 * 1024 * 1024;

    /** How long a busy host may take until it has opened the way into the container. */
    private static final Duration OPENED_WITHIN = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final String pod;
    private final String container;

    /**
     * Names the container.
     *
     * @param client a client of the cluster that runs the pod
     * @param namespace the pod's namespace
     * @param pod the pod's name
     * @param container the container's name
     */
    public PodExec(KubernetesClient client, String namespace, String pod, String container) {
        this.client = client;
        this.namespace = namespace;
        this.pod = pod;
        this.container = container;
    }

    /**
     * What a command that ended has left.
     *
     * @param exitCode its exit code
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    public record Outcome(int exitCode, String out, String err) {}

    /** The host, or something before it, has answered, and does not open the way into a container. */
    public static final class RefusedException extends KubernetesClientException {

        private static final long serialVersionUID = 1L;

        private RefusedException(String message, int code) {
            super(message, code, null);
        }
    }

    /** A command that ends before it has read everything: that nothing can be sent any more is known before its end is. */
    private static final class ToldExit implements ExecListener {

        private final CompletableFuture<Integer> told = new CompletableFuture<>();

        @Override
        public void onExit(int code, @Nullable Status status) {
            told.complete(code);
        }

        @Override
        public void onClose(int code, String reason) {
            told.cancel(false);
        }

        @Override
        public void onFailure(Throwable failure, @Nullable Response response) {
            told.cancel(false);
        }

        CompletableFuture<Integer> preferredTo(CompletableFuture<Integer> exitCode) {
            return exitCode.exceptionallyCompose(failure -> told.orTimeout(TOLD_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .exceptionallyCompose(nothingTold -> CompletableFuture.failedFuture(failure)));
        }
    }

    /** Takes no more than there is room for, and tells when there was more. */
    private static final class BoundedOutput extends ByteArrayOutputStream {

        private final CompletableFuture<Void> full = new CompletableFuture<>();

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (hasRoomFor(length)) {
                super.write(bytes, offset, length);
            }
        }

        @Override
        public synchronized void write(int single) {
            if (hasRoomFor(1)) {
                super.write(single);
            }
        }

        private boolean hasRoomFor(int more) {
            if (count + more > LONGEST_OUTPUT) {
                full.complete(null);
            }
            return !full.isDone();
        }
    }

    /**
     * Runs a command without input.
     *
     * @param command the program and its arguments
     * @return completes when the command has ended, exceptionally if it could not be begun or the connection broke;
     *     cancelling it closes the connection
     */
    public CompletableFuture<Outcome> run(String... command) {
        BoundedOutput out = new BoundedOutput();
        BoundedOutput err = new BoundedOutput();
        try {
            ExecWatch watch = opened(
                    container -> container.writingOutput(out).writingError(err).exec(command));
            return outcome(watch, watch.exitCode(), out, err);
        } catch (KubernetesClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Runs a command that knows by what it reads where its standard input ends, and waits until it has ended. That there is
     * no more can't be told: a command that reads on would do so until its time is over. What it has left before all of the
     * input was sent is its outcome, too.
     *
     * @param input what the command reads; not closed
     * @param command the program and its arguments
     * @return what it has left
     * @throws InterruptedIOException if the thread is interrupted, whose flag is set then; the connection is closed
     * @throws IOException if the input can't be read, or the command does not end
     */
    public Outcome feed(InputStream input, String... command) throws IOException {
        return given(
                (stdin, outcome) -> {
                    byte[] part = new byte[PART];
                    for (int length = input.read(part); length >= 0 && !outcome.isDone(); length = input.read(part)) {
                        stdin.write(part, 0, length);
                    }
                    stdin.flush();
                },
                command);
    }

    /**
     * Runs a command that reads as much as it is given and no more, and waits until it has ended. The end of its input is
     * not told: a command that ends on its own meanwhile would be taken for a connection that broke, and one that learns of
     * the end too soon may not get what was before it.
     *
     * @param input what the command reads
     * @param command the program and its arguments
     * @return what it has left
     * @throws InterruptedIOException if the thread is interrupted, whose flag is set then; the connection is closed
     * @throws IOException if the command does not end
     */
    public Outcome give(byte[] input, String... command) throws IOException {
        return given(
                (stdin, outcome) -> {
                    stdin.write(input);
                    stdin.flush();
                },
                command);
    }

    private interface Input {
        void writeTo(OutputStream stdin, CompletableFuture<Outcome> outcome) throws IOException;
    }

    /**
     * Sent by a thread of its own: the library goes on waiting for room when the far side has ended or this thread is
     * interrupted.
     */
    private Outcome given(Input input, String... command) throws IOException {
        BoundedOutput out = new BoundedOutput();
        BoundedOutput err = new BoundedOutput();
        ToldExit told = new ToldExit();
        try (ExecWatch watch = opened(container -> container
                .redirectingInput()
                .writingOutput(out)
                .writingError(err)
                .usingListener(told)
                .exec(command))) {
            CompletableFuture<Outcome> outcome = outcome(watch, told.preferredTo(watch.exitCode()), out, err);
            CompletableFuture<?> sending = Async.interruptible(() -> {
                try {
                    input.writeTo(watch.getInput(), outcome);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return outcome.orTimeout(FEED_LIMIT.toSeconds(), TimeUnit.SECONDS);
            });
            told.preferredTo(sending.thenApply(sent -> 0)).exceptionally(failure -> {
                outcome.completeExceptionally(failure);
                return 0;
            });
            try {
                return outcome.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the thread was interrupted");
            } catch (ExecutionException e) {
                throw broken(e.getCause());
            } finally {
                sending.cancel(true);
            }
        }
    }

    private static IOException broken(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TimeoutException) {
            return new IOException("the command did not end within %s after it had been given all of its input"
                    .formatted(Durations.readable(FEED_LIMIT)));
        }
        if (cause instanceof UncheckedIOException unreadable) {
            return unreadable.getCause();
        }
        throw KubernetesClientException.launderThrowable(cause);
    }

    private ExecWatch opened(Function<ContainerResource, ExecWatch> how) {
        RequestConfig patient = new RequestConfigBuilder(
                        client.getConfiguration().getRequestConfig())
                .withRequestTimeout((int) OPENED_WITHIN.toMillis())
                .build();
        try {
            return client.adapt(NamespacedKubernetesClient.class)
                    .withRequestConfig(patient)
                    .call(asked -> how.apply(
                            asked.pods().inNamespace(namespace).withName(pod).inContainer(container)));
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            throw new RefusedException(
                    "the way into container %s of pod %s/%s (pods/exec) is refused with HTTP status %d: %s"
                            .formatted(container, namespace, pod, Causes.httpStatus(e), Causes.message(e)),
                    Causes.httpStatus(e));
        }
    }

    private static CompletableFuture<Outcome> outcome(
            ExecWatch watch, CompletableFuture<Integer> exitCode, BoundedOutput out, BoundedOutput err) {
        CompletableFuture<Outcome> outcome = exitCode.thenApply(code -> new Outcome(
                        code == null ? -1 : code,
                        out.toString(StandardCharsets.UTF_8),
                        err.toString(StandardCharsets.UTF_8)))
                .exceptionally(failure -> {
                    throw KubernetesClientException.launderThrowable(failure);
                });
        CompletableFuture.anyOf(out.full, err.full)
                .thenRun(() -> outcome.completeExceptionally(new KubernetesClientException(
                        "the command says more than %d bytes".formatted(LONGEST_OUTPUT))));
        outcome.whenComplete((result, failure) -> watch.close());
        return outcome;
    }
}
