package io.ksail.internal.callback;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Await;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import static jdk.net.ExtendedSocketOptions.TCP_QUICKACK;

/**
 * Carries bytes both ways between a caller and a server of this machine. What the caller does ends both connections. When
 * the server ends, the caller is given time to read what is on its way, and to go: a stream through an API server can't be
 * closed in one direction only, and closing it drops what it has not delivered yet.
 */
final class TwoWayCopy {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration TIME_TO_GO = Duration.ofSeconds(5);

    private TwoWayCopy() {}

    /**
     * One side.
     *
     * @param lastWord tells it that nothing more is said to it
     * @param connection ends both streams
     */
    record End(InputStream in, OutputStream out, AutoCloseable lastWord, AutoCloseable connection) {

        static End of(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return new End(
                    socket.supportedOptions().contains(TCP_QUICKACK)
                            ? new Acknowledging(socket)
                            : socket.getInputStream(),
                    socket.getOutputStream(),
                    socket::shutdownOutput,
                    socket);
        }

        void close() {
            quietly(connection);
        }

        private static void quietly(AutoCloseable closing) {
            try {
                closing.close();
            } catch (Exception alreadyGone) {
                // What is gone needs no closing.
                return;
            }
        }
    }

    /** Blocks until both connections have ended. */
    static void join(End caller, End server, Executor threads) {
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> carry(caller, server), threads)
                .whenComplete((done, failure) -> server.close());
        carry(server, caller);
        End.quietly(caller.lastWord());
        Await.briefly(gone, TIME_TO_GO);
        caller.close();
        server.close();
    }

    private static void carry(End from, End to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.in().read(buffer);
                    count >= 0;
                    count = from.in().read(buffer)) {
                to.out().write(buffer, 0, count);
                to.out().flush();
            }
        } catch (IOException | KubernetesClientException ended) {
            // An end like any other: whoever sits at either side sees the connection closed.
            return;
        }
    }

    /**
     * Acknowledges at once what it reads. The JDK's server sends head and body of an answer apart, and in between waits for
     * the acknowledgement of the first, which Linux puts off by 40 ms unless it is told not to, each time.
     */
    private static final class Acknowledging extends FilterInputStream {

        private final Socket socket;

        Acknowledging(Socket socket) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            socket.setOption(TCP_QUICKACK, true);
            return super.read(buffer, offset, length);
        }
    }
}
