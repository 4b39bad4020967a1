package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.PortForward;
import io.ksail.exposure.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on this machine whose every connection is forwarded, through the host's API, to a pod that serves the nested
 * API at that moment. So it outlives the pod, and the loss of any connection. Thread-safe.
 */
public final class ApiPortForward implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiPortForward.class);

    private final ExposureRequest request;
    private final ServerSocketChannel listening;
    private final Endpoint endpoint;
    private final Set<PortForward> open = ConcurrentHashMap.newKeySet();

    private ApiPortForward(ExposureRequest request, ServerSocketChannel listening, int port) {
        this.request = request;
        this.listening = listening;
        this.endpoint = new Endpoint(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /**
     * Begins to listen, on a port that is free.
     *
     * @param request whose pods it leads to; they need not run yet
     * @return the open port
     */
    public static ApiPortForward to(ExposureRequest request) {
        try {
            ServerSocketChannel listening =
                    ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
            ApiPortForward forward = new ApiPortForward(request, listening, port);
            forward.inBackground(forward::accept);
            return forward;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return an address of this machine only
     */
    public Endpoint endpoint() {
        return endpoint;
    }

    private void inBackground(Runnable work) {
        Thread thread = new Thread(work, "ksail-forward-" + request.namespace());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel connection = listening.accept();
                // The host may take its time for one, which is nothing to the next.
                inBackground(() -> forward(connection));
            } catch (IOException e) {
                LOG.debug("{}: no longer accepting", request.namespace(), e);
                return;
            }
        }
    }

    private void forward(SocketChannel connection) {
        try {
            KubernetesClient host = request.host().client();
            Optional<Pod> pod = pod(host);
            if (pod.isEmpty()) {
                drop(connection);
                return;
            }
            open.removeIf(ended -> !ended.isAlive());
            open.add(host.pods().resource(pod.get()).portForward(request.apiPort(), connection, connection));
            if (!listening.isOpen()) {
                close();
            }
        } catch (RuntimeException e) {
            // Who connected sees it end, and may come again.
            LOG.debug("{}: not forwarded", request.namespace(), e);
            drop(connection);
        }
    }

    private void drop(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("{}: not closed", request.namespace(), e);
        }
    }

    private Optional<Pod> pod(KubernetesClient host) {
        return host.pods().inNamespace(request.namespace()).withLabels(request.selector()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
    }

    @Override
    public void close() {
        drop(listening);
        open.forEach(this::drop);
    }
}
