package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.PortForward;
import io.ksail.exposure.Endpoint;
import io.ksail.spec.ExposureType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last resort: a port on this machine, forwarded through the host's API while this process has the cluster open. */
public final class PortForwardTier implements ExposureTier {

    /** Made by {@link java.util.ServiceLoader}. */
    public PortForwardTier() {}

    @Override
    public ExposureType type() {
        return ExposureType.PORT_FORWARD;
    }

    @Override
    public boolean appliesTo(ExposureRequest request) {
        return !request.outlivesProcess();
    }

    @Override
    public Result expose(ExposureAttempt attempt) {
        if (attempt.request().outlivesProcess()) {
            return new Skipped(
                    "its address would be gone as soon as this process ends", "use another exposure, such as NodePort");
        }
        return new Offered(ApiPortForward.to(attempt.request()));
    }

    /**
     * A port on this machine whose every connection is forwarded, through the host's API, to a pod that serves the nested
     * API at that moment. So it outlives the pod, and the loss of any connection. Thread-safe.
     */
    private static final class ApiPortForward implements Offer {

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

        /** Begins to listen, on a port that is free; the pods that it leads to need not run yet. */
        static ApiPortForward to(ExposureRequest request) {
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

        @Override
        public ExposureType type() {
            return ExposureType.PORT_FORWARD;
        }

        @Override
        public List<Endpoint> endpoints() {
            return List.of(endpoint);
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
            return host
                    .pods()
                    .inNamespace(request.namespace())
                    .withLabels(request.selector())
                    .list()
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                    .min(Comparator.comparing(pod -> pod.getMetadata().getName()));
        }

        @Override
        public void withdraw() {
            // There is nothing of it on the host.
        }

        @Override
        public void close() {
            drop(listening);
            open.forEach(this::drop);
        }
    }
}
