package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.WaitResponse;
import io.ksail.internal.Causes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is seen of a container while it starts: whether it has ended, and what it said last. */
final class ContainerWatch implements AutoCloseable {

    private static final int LOG_LINES = 12;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private final List<Closeable> open = new ArrayList<>();

    private ContainerWatch() {}

    /** Of one that could not even be started. */
    static ContainerWatch ended(String how) {
        ContainerWatch watch = new ContainerWatch();
        watch.end(how);
        return watch;
    }

    /** Of one that was started. */
    static ContainerWatch begin(DockerClient docker, String id) {
        ContainerWatch watch = new ContainerWatch();
        watch.open.add(docker.logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(watch.new Log()));
        watch.open.add(docker.waitContainerCmd(id).exec(watch.new End()));
        return watch;
    }

    /** Fails when the container has ended, with the last lines of its log. */
    CompletableFuture<Void> end() {
        return end;
    }

    private void end(String how) {
        end.completeExceptionally(new IllegalStateException(how));
    }

    private synchronized void say(String text) {
        text.lines().forEach(lines::add);
        while (lines.size() > LOG_LINES) {
            lines.remove();
        }
    }

    private synchronized String log() {
        return lines.isEmpty() ? "" : "\nlast log lines:\n" + String.join("\n", lines);
    }

    @Override
    public void close() {
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException nothingIsLost) {
                // It was only looked at.
            }
        }
    }

    private final class Log extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            say(new String(frame.getPayload(), StandardCharsets.UTF_8));
        }
    }

    private final class End extends ResultCallback.Adapter<WaitResponse> {
        @Override
        public void onNext(WaitResponse ended) {
            end("the container has ended with exit code " + ended.getStatusCode() + log());
        }

        @Override
        public void onError(Throwable failure) {
            end("the container is gone: " + Causes.message(failure));
        }
    }
}
