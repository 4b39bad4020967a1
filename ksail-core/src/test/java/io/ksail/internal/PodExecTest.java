package io.ksail.internal;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class PodExecTest {

    @Test
    void a_command_that_can_not_be_begun_fails_where_its_end_is_waited_for() throws IOException {
        try (KubernetesClient nobody = clientOf("https://127.0.0.1:" + unusedPort())) {
            assertThat(new PodExec(nobody, "somewhere", "some-pod", "c").run("true"))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(KubernetesClientException.class);
        }
    }

    @Test
    @Timeout(30)
    void the_end_of_the_far_side_ends_a_transfer_that_would_go_on_for_ever() throws Exception {
        String refused = """
                {"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"1"}]}}""";
        try (FarSide farSide = new FarSide(Optional.of(refused));
                KubernetesClient client = clientOf(farSide.url())) {
            assertThat(new PodExec(client, "somewhere", "some-pod", "c")
                            .feed(new Endless(), "ctr")
                            .exitCode())
                    .isEqualTo(1);
        }
    }

    @Test
    @Timeout(30)
    void a_transfer_to_a_far_side_that_reads_nothing_can_be_interrupted() throws Exception {
        try (FarSide farSide = new FarSide(Optional.empty());
                KubernetesClient client = clientOf(farSide.url())) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Endless input = new Endless();
            Thread sending = new Thread(() -> end.complete(
                    catchThrowable(() -> new PodExec(client, "somewhere", "some-pod", "c").feed(input, "ctr"))));
            sending.start();
            // More than what is on its way at once.
            while (input.read.get() < 16 << 20 && !end.isDone()) {
                Thread.sleep(20);
            }
            sending.interrupt();
            assertThat(end.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("the thread was interrupted");
            long read = input.read.get();
            Thread.sleep(200);
            assertThat(input.read.get()).as("nothing goes on").isLessThanOrEqualTo(read + (1 << 20));
        }
    }

    private static final class Endless extends InputStream {

        private final AtomicLong read = new AtomicLong();

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            read.addAndGet(length);
            return length;
        }
    }

    /** An API server that opens the way into a container, and says how the command there has ended, or nothing. */
    private static final class FarSide implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        /** A socket that nobody holds is closed. */
        private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

        FarSide(Optional<String> status) throws IOException {
            Thread accepting = new Thread(() -> {
                while (!server.isClosed()) {
                    try {
                        Socket socket = server.accept();
                        open.add(socket);
                        Thread answering = new Thread(() -> answer(socket, status));
                        answering.setDaemon(true);
                        answering.start();
                    } catch (IOException e) {
                        // The end of the test.
                        return;
                    }
                }
            });
            accepting.setDaemon(true);
            accepting.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private static void answer(Socket socket, Optional<String> status) {
            try {
                answerOrFail(socket, status);
            } catch (IOException | NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void answerOrFail(Socket socket, Optional<String> status)
                throws IOException, NoSuchAlgorithmException {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String key = "";
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                    key = line.substring(line.indexOf(':') + 1).strip();
                }
            }
            OutputStream out = socket.getOutputStream();
            if (key.isEmpty()) {
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
                                + "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"some-pod\"},"
                                + "\"spec\":{\"containers\":[{\"name\":\"c\"}]}}")
                        .getBytes(StandardCharsets.US_ASCII));
                socket.close();
                return;
            }
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest)
                            + "\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            if (status.isPresent()) {
                // The command has begun to read.
                lines.read();
                byte[] text = status.get().getBytes(StandardCharsets.UTF_8);
                // One short binary frame, of the channel for the end of the command.
                out.write(new byte[] {(byte) 0x82, (byte) (text.length + 1), 3});
                out.write(text);
            }
            out.flush();
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static KubernetesClient clientOf(String url) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(url)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
