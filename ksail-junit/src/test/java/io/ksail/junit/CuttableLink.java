package io.ksail.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP link to a host's API that a test can cut, as a network does. */
final class CuttableLink implements AutoCloseable {

    private final ServerSocket server;
    private final URI target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile Runnable beforeAnswers = () -> {};

    private CuttableLink(ServerSocket server, URI target) {
        this.server = server;
        this.target = target;
    }

    static CuttableLink to(String masterUrl) {
        try {
            CuttableLink link =
                    new CuttableLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), URI.create(masterUrl));
            start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    void cut() {
        close();
    }

    /** Ends what is under way, and every new connection at once, until it is {@link #mend mended}. */
    void interrupt() {
        refusing = true;
        cutWhatIsOpen();
    }

    void mend() {
        refusing = false;
    }

    /** Has something happen before any part of an answer is passed on: it may hold it up, or cut the link. */
    void beforeAnswers(Runnable what) {
        beforeAnswers = what;
    }

    /** Ends what is under way; new connections get through. */
    void cutWhatIsOpen() {
        try {
            for (Socket socket : sockets) {
                sockets.remove(socket);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                if (refusing) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(target.getHost(), target.getPort());
                sockets.add(near);
                sockets.add(far);
                start(() -> pump(near, far, () -> {}));
                start(() -> pump(far, near, () -> beforeAnswers.run()));
            }
        } catch (IOException e) {
            // cut
        }
    }

    private static void pump(Socket from, Socket to, Runnable before) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                before.run();
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // cut, or closed by one side
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
