package io.ksail.internal.callback;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.TextResource;
import io.ksail.internal.distribution.NodeContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings callers of a port in a node to a port of this JVM, through the API of the host alone: no route from the host to
 * this machine is needed. A few streams always wait in the node, so that a caller need not wait for one to be made; when
 * the host was lost for a while, everything is made again on the same port.
 */
final class ReverseTunnel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReverseTunnel.class);

    /** Below the node ports of Kubernetes, which nested clusters have too, and above what services listen on. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 29_999;
    private static final int PORTS_TO_TRY = 10;
    private static final int WAITING_SLOTS = 4;
    private static final Duration BEGUN_WITHIN = Duration.ofSeconds(30);

    /** When a host that was lost lets streams begin again is no event, so it is tried again after this long. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final NodeContainer node;
    private final Address address;
    private final int target;
    private final ExecutorService threads;
    private final Set<ExecWatch> slots = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile Listener listener;

    private ReverseTunnel(NodeContainer node, Address address, int target, ExecutorService threads, Listener listener) {
        this.node = node;
        this.address = address;
        this.target = target;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Begins to listen on a free port of the node.
     *
     * @param target the port of this JVM
     * @param threads for the streams, each of which takes up to two
     */
    static ReverseTunnel open(NodeContainer node, InetAddress nodeAddress, int target, ExecutorService threads)
            throws IOException, TimeoutException, InterruptedException {
        for (int i = 0; i < PORTS_TO_TRY; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            Address address = new Address(nodeAddress, port);
            Optional<Listener> listener = Listener.begin(node, address, "", threads, BEGUN_WITHIN);
            if (listener.isPresent()) {
                ReverseTunnel tunnel = new ReverseTunnel(node, address, target, threads, listener.get());
                tunnel.begin(tunnel::keepOpen);
                return tunnel;
            }
        }
        throw new IOException("%d ports of the node were tried, and all are taken".formatted(PORTS_TO_TRY));
    }

    Address address() {
        return address;
    }

    private void keepOpen() {
        while (!isClosed()) {
            Listener current = listener;
            for (int i = 0; i < WAITING_SLOTS; i++) {
                begin(() -> serve(current));
            }
            current.ended().join();
            close(current.exec());
            if (!isClosed()) {
                LOG.warn("The reverse tunnel through {} is lost; opening it again", address.authority());
                reopen(current);
            }
        }
    }

    private void reopen(Listener lost) {
        while (!isClosed() && listener == lost) {
            try {
                Listener.begin(node, address, lost.directory(), threads, BEGUN_WITHIN)
                        .ifPresent(again -> listener = again);
            } catch (IOException | TimeoutException | KubernetesClientException e) {
                LOG.debug(
                        "The reverse tunnel through {} can't be opened again yet: {}",
                        address.authority(),
                        Causes.message(e));
            } catch (InterruptedException | RejectedExecutionException e) {
                return;
            }
            if (listener == lost && pause()) {
                return;
            }
        }
        if (isClosed()) {
            close(listener.exec());
        }
    }

    /** Waits for one caller, is followed by another one who waits, and serves the caller. */
    private void serve(Listener current) {
        String name = UUID.randomUUID().toString();
        boolean replaced = false;
        try (ExecWatch slot = Script.SLOT.in(node, current.directory(), name)) {
            slots.add(slot);
            try {
                byte[] first = new byte[1];
                boolean called = !isClosed() && slot.getOutput().read(first) > 0;
                replaced = true;
                replace(current);
                if (called) {
                    bridge(slot, first);
                }
            } finally {
                slots.remove(slot);
            }
        } catch (IOException | KubernetesClientException | RejectedExecutionException e) {
            LOG.debug("A stream through {} ended: {}", address.authority(), Causes.message(e));
            if (!replaced && !pause()) {
                replace(current);
            }
        }
    }

    private void bridge(ExecWatch slot, byte[] first) {
        try (Socket local = new Socket(InetAddress.getLoopbackAddress(), target)) {
            TwoWayCopy.End server = TwoWayCopy.End.of(local);
            server.out().write(first);
            TwoWayCopy.join(new TwoWayCopy.End(slot.getOutput(), slot.getInput(), () -> {}, slot), server, threads);
        } catch (IOException | KubernetesClientException e) {
            LOG.debug("A caller through {} was lost: {}", address.authority(), Causes.message(e));
        }
    }

    private void replace(Listener current) {
        if (!isClosed() && !current.ended().isDone()) {
            begin(() -> serve(current));
        }
    }

    /** The threads are gone only when the relay is closed, and nothing has to begin any more. */
    private void begin(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nothing begins at {} any more", address.authority());
        }
    }

    private boolean isClosed() {
        return closed.isDone();
    }

    /** Ends early when the relay is closed, and says so. */
    private boolean pause() {
        try {
            return Await.pause(PAUSE, closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.complete(null);
        close(listener.exec());
        slots.forEach(this::close);
    }

    /** One that can't be closed must not keep the others open. */
    private void close(ExecWatch stream) {
        try {
            stream.close();
        } catch (KubernetesClientException e) {
            LOG.debug("A stream through {} was not closed: {}", address.authority(), Causes.message(e));
        }
    }

    /**
     * Where callers from inside the nested cluster come to.
     *
     * @param node the node's address
     * @param port the port that is listened on there
     */
    record Address(InetAddress node, int port) {

        /** As inetd and {@code /proc/net} call it. */
        String family() {
            return node instanceof Inet6Address ? "tcp6" : "tcp";
        }

        String authority() {
            String host = node.getHostAddress();
            return (node instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * What listens in a node, for as long as one stream through the host's API lasts.
     *
     * @param directory where it keeps its things in the node
     * @param exec the stream
     * @param ended completes when the stream has ended, for whatever reason
     */
    record Listener(String directory, ExecWatch exec, CompletableFuture<Void> ended) {

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
        static Optional<Listener> begin(
                NodeContainer node, Address address, String before, Executor threads, Duration within)
                throws IOException, TimeoutException, InterruptedException {
            String directory = "/run/ksail-callback-" + UUID.randomUUID();
            ExecWatch exec = Script.RELAY.in(
                    node, String.valueOf(address.port()), address.family(), directory, before, Script.CALLER.text());
            Optional<Listener> begun = Optional.empty();
            try {
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(exec.getOutput(), StandardCharsets.UTF_8));
                String answer = answer(out, threads, within);
                boolean listens = LISTENING.equals(answer);
                if (!listens && !TAKEN.equals(answer)) {
                    throw new IOException("the node's container has no BusyBox whose inetd can listen");
                }
                begun = listens
                        ? Optional.of(new Listener(directory, exec, end(out, exec, threads)))
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

    /** The scripts that run in a node: which they are, and how one is begun. */
    private enum Script {
        RELAY("relay.sh"),
        SLOT("slot.sh"),
        CALLER("caller.sh");

        private final String text;

        Script(String resource) {
            this.text = TextResource.beside(Script.class, resource);
        }

        String text() {
            return text;
        }

        /** Begins it; what it reads and writes are the streams of what is given back, and closing that ends it. */
        ExecWatch in(NodeContainer node, String... arguments) {
            return node.host()
                    .pods()
                    .inNamespace(node.namespace())
                    .withName(node.pod())
                    .inContainer(node.container())
                    .redirectingInput()
                    .redirectingOutput()
                    .exec(Stream.concat(Stream.of("sh", "-c", text, "ksail-callback"), Stream.of(arguments))
                            .toArray(String[]::new));
        }
    }
}
