package io.ksail.callback;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.NodeContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
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
    private final TunnelAddress address;
    private final int target;
    private final ExecutorService threads;
    private final Set<ExecWatch> slots = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile TunnelListener listener;

    private ReverseTunnel(
            NodeContainer node, TunnelAddress address, int target, ExecutorService threads, TunnelListener listener) {
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
            TunnelAddress address = new TunnelAddress(nodeAddress, port);
            Optional<TunnelListener> listener = TunnelListener.begin(node, address, "", threads, BEGUN_WITHIN);
            if (listener.isPresent()) {
                ReverseTunnel tunnel = new ReverseTunnel(node, address, target, threads, listener.get());
                tunnel.begin(tunnel::keepOpen);
                return tunnel;
            }
        }
        throw new IOException("%d ports of the node were tried, and all are taken".formatted(PORTS_TO_TRY));
    }

    TunnelAddress address() {
        return address;
    }

    private void keepOpen() {
        while (!isClosed()) {
            TunnelListener current = listener;
            for (int i = 0; i < WAITING_SLOTS; i++) {
                begin(() -> serve(current));
            }
            current.ended().join();
            close(current.exec());
            if (!isClosed()) {
                LOG.warn("The way back through {} is lost; making it again", address.authority());
                reopen(current);
            }
        }
    }

    private void reopen(TunnelListener lost) {
        while (!isClosed() && listener == lost) {
            try {
                TunnelListener.begin(node, address, lost.directory(), threads, BEGUN_WITHIN)
                        .ifPresent(again -> listener = again);
            } catch (IOException | TimeoutException | KubernetesClientException e) {
                LOG.debug(
                        "The way back through {} can't be made again yet: {}", address.authority(), Causes.message(e));
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
    private void serve(TunnelListener current) {
        String name = UUID.randomUUID().toString();
        boolean replaced = false;
        try (ExecWatch slot = NodeScript.SLOT.in(node, current.directory(), name)) {
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
            Bridge.End server = Bridge.End.of(local);
            server.out().write(first);
            Bridge.join(new Bridge.End(slot.getOutput(), slot.getInput(), () -> {}, slot), server, threads);
        } catch (IOException | KubernetesClientException e) {
            LOG.debug("A caller through {} was lost: {}", address.authority(), Causes.message(e));
        }
    }

    private void replace(TunnelListener current) {
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
}
