package io.ksail.internal.callback;

import io.ksail.internal.Causes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes TLS off connections and hands them on to a port of this machine, so that a test's server needs no certificate. */
final class TlsTerminatingProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsTerminatingProxy.class);
    private static final int ANY_PORT = 0;
    private static final int BACKLOG = 128;

    private final SSLServerSocket proxy;
    private final int target;
    private final ExecutorService threads;

    private TlsTerminatingProxy(SSLServerSocket proxy, int target, ExecutorService threads) {
        this.proxy = proxy;
        this.target = target;
        this.threads = threads;
    }

    static TlsTerminatingProxy open(SSLContext tls, int target, ExecutorService threads) throws IOException {
        SSLServerSocket proxy = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(ANY_PORT, BACKLOG, InetAddress.getLoopbackAddress());
        TlsTerminatingProxy opened = new TlsTerminatingProxy(proxy, target, threads);
        threads.execute(opened::accept);
        return opened;
    }

    int port() {
        return proxy.getLocalPort();
    }

    private void accept() {
        try {
            while (!proxy.isClosed()) {
                Socket caller = proxy.accept();
                threads.execute(() -> handOn(caller));
            }
        } catch (IOException e) {
            LOG.debug("No more callers are let in: {}", Causes.message(e));
        }
    }

    private void handOn(Socket caller) {
        try (caller;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            TwoWayCopy.join(TwoWayCopy.End.of(caller), TwoWayCopy.End.of(server), threads);
        } catch (IOException e) {
            LOG.warn("A caller from inside the nested cluster found nobody on port {}: {}", target, Causes.message(e));
        }
    }

    @Override
    public void close() {
        try {
            proxy.close();
        } catch (IOException e) {
            LOG.debug("The port {} was not closed: {}", port(), Causes.message(e));
        }
    }
}
