package io.ksail.callback;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.ksail.internal.Await;
import io.ksail.internal.distribution.NodeContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * What listens in a node, for as long as one stream through the host's API lasts.
 *
 * @param directory where it keeps its things in the node
 * @param exec the stream
 * @param ended completes when the stream has ended, for whatever reason
 */
record TunnelListener(String directory, ExecWatch exec, CompletableFuture<Void> ended) {

    /** What a listener of a port begins its answer with. */
    private static final String LISTENING = "listening";

    private static final String TAKEN = "taken";
    private static final int LONGEST_ANSWER = 100;

    /**
     * Begins to listen.
     *
     * @param before the directory of the listener on the same port whose stream was lost, or nothing
     * @return empty when somebody else has that port
     */
    static Optional<TunnelListener> begin(
            NodeContainer node, TunnelAddress address, String before, Executor threads, Duration within)
            throws IOException, TimeoutException, InterruptedException {
        String directory = "/run/ksail-callback-" + UUID.randomUUID();
        ExecWatch exec = NodeScript.RELAY.in(
                node, String.valueOf(address.port()), address.family(), directory, before, NodeScript.CALLER.text());
        Optional<TunnelListener> begun = Optional.empty();
        try {
            BufferedReader out = new BufferedReader(new InputStreamReader(exec.getOutput(), StandardCharsets.UTF_8));
            String answer = answer(out, threads, within);
            boolean listens = LISTENING.equals(answer);
            if (!listens && !TAKEN.equals(answer)) {
                throw new IOException("the node's container has no BusyBox whose inetd can listen");
            }
            begun = listens
                    ? Optional.of(new TunnelListener(directory, exec, end(out, exec, threads)))
                    : Optional.empty();
            return begun;
        } finally {
            if (begun.isEmpty()) {
                exec.close();
            }
        }
    }

    private static String answer(BufferedReader out, Executor threads, Duration within)
            throws IOException, TimeoutException, InterruptedException {
        try {
            return Await.value(CompletableFuture.supplyAsync(() -> line(out), threads), within)
                    .orElse("");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static CompletableFuture<Void> end(BufferedReader out, ExecWatch exec, Executor threads) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        threads.execute(() -> {
            line(out);
            ended.complete(null);
        });
        exec.exitCode().whenComplete((code, failure) -> ended.complete(null));
        return ended;
    }

    /** Never more than an answer has: what the node says is as long as whoever rules it likes. */
    static Optional<String> line(Reader out) {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = out.read(); next != '\n'; next = out.read()) {
                if (next < 0 || line.length() == LONGEST_ANSWER) {
                    return Optional.empty();
                }
                line.append((char) next);
            }
            return Optional.of(line.toString());
        } catch (IOException | KubernetesClientException lost) {
            return Optional.empty();
        }
    }
}
