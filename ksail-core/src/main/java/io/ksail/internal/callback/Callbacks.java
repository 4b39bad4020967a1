package io.ksail.internal.callback;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.callback.Callback;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways back from one nested cluster. Thread-safe. */
public final class Callbacks implements AutoCloseable {

    private final String cluster;
    private final Nodes nodes;
    private final Set<Callback> open = ConcurrentHashMap.newKeySet();

    /**
     * None so far.
     *
     * @param cluster the cluster's name
     * @param nodes its nodes
     */
    public Callbacks(String cluster, Nodes nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
    }

    /**
     * A way to a server that speaks HTTP without TLS.
     *
     * @param port its port on this machine
     * @return the way
     * @throws KsailException if there is none
     */
    public Callback to(int port) {
        return open(port, () -> {});
    }

    /**
     * A way to a handler, for which a server is started.
     *
     * @param handler called for every request, by several threads at once
     * @return the way
     * @throws KsailException if there is none
     */
    public Callback to(HttpHandler handler) {
        ExecutorService threads = threads("ksail-callback-handler");
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw failure(Causes.message(e), e);
        }
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        Runnable stop = () -> {
            server.stop(0);
            threads.shutdown();
        };
        try {
            return open(server.getAddress().getPort(), stop);
        } catch (RuntimeException e) {
            stop.run();
            throw e;
        }
    }

    private Callback open(int port, Runnable afterwards) {
        NodeContainer node = nodes.reachedFromInside()
                .orElseThrow(() -> failure("its nodes have no container that could listen", null));
        ExecutorService threads = threads("ksail-callback");
        try {
            InetAddress address = InetAddress.getByName(node.host()
                    .pods()
                    .inNamespace(node.namespace())
                    .withName(node.pod())
                    .get()
                    .getStatus()
                    .getPodIP());
            ServingCertificate certificate = ServingCertificate.of(address);
            TlsTerminatingProxy proxy = TlsTerminatingProxy.open(certificate.tls(), port, threads);
            ReverseTunnel tunnel;
            try {
                tunnel = ReverseTunnel.open(node, address, proxy.port(), threads);
            } catch (IOException | TimeoutException | InterruptedException | RuntimeException e) {
                proxy.close();
                throw e;
            }
            Callback callback = new OpenCallback(tunnel.address().authority(), certificate, closed -> {
                if (open.remove(closed)) {
                    tunnel.close();
                    proxy.close();
                    threads.shutdown();
                    afterwards.run();
                }
            });
            open.add(callback);
            return callback;
        } catch (InterruptedException e) {
            threads.shutdown();
            Thread.currentThread().interrupt();
            throw failure("the thread was interrupted", e);
        } catch (TimeoutException e) {
            threads.shutdown();
            throw failure("the node did not begin to listen in time", e);
        } catch (IOException | GeneralSecurityException | KubernetesClientException e) {
            threads.shutdown();
            throw failure(Causes.message(e), e);
        }
    }

    private static final class OpenCallback implements Callback {

        private final String authority;
        private final ServingCertificate certificate;
        private final Consumer<Callback> closing;

        OpenCallback(String authority, ServingCertificate certificate, Consumer<Callback> closing) {
            this.authority = authority;
            this.certificate = certificate;
            this.closing = closing;
        }

        @Override
        public String url(String path) {
            return "https://" + authority + (path.startsWith("/") ? path : "/" + path);
        }

        @Override
        public String caBundle() {
            return certificate.base64();
        }

        @Override
        public String caPem() {
            return certificate.pem();
        }

        @Override
        public void close() {
            closing.accept(this);
        }

        @Override
        public String toString() {
            return "callback at https://" + authority;
        }
    }

    private static ExecutorService threads(String name) {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private KsailException failure(String seen, @Nullable Throwable cause) {
        return new KsailException(
                "Callbacks from cluster '%s' to this JVM are not available".formatted(cluster),
                seen,
                "check that the host lets its user run commands in pods (pods/exec), and that the node image is the"
                        + " distribution's own",
                cause);
    }

    /** Closes all of them. */
    @Override
    public void close() {
        open.forEach(Callback::close);
    }
}
