package io.ksail.callback;

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
final class TlsDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsDoor.class);
    private static final int ANY_PORT = 0;
    private static final int BACKLOG = 128;

    private final SSLServerSocket door;
    private final int target;
    private final ExecutorService threads;

    private TlsDoor(SSLServerSocket door, int target, ExecutorService threads) {
        this.door = door;
        this.target = target;
        this.threads = threads;
    }

    static TlsDoor open(SSLContext tls, int target, ExecutorService threads) throws IOException {
        SSLServerSocket door = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(ANY_PORT, BACKLOG, InetAddress.getLoopbackAddress());
        TlsDoor opened = new TlsDoor(door, target, threads);
        threads.execute(opened::accept);
        return opened;
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (!door.isClosed()) {
                Socket caller = door.accept();
                threads.execute(() -> handOn(caller));
            }
        } catch (IOException e) {
            LOG.debug("No more callers are let in: {}", Causes.words(e));
        }
    }

    private void handOn(Socket caller) {
        try (caller;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Bridge.join(Bridge.End.of(caller), Bridge.End.of(server), threads);
        } catch (IOException e) {
            LOG.warn("A caller from inside the nested cluster found nobody on port {}: {}", target, Causes.words(e));
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            LOG.debug("The port {} was not closed: {}", port(), Causes.words(e));
        }
    }
}
