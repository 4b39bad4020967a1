package io.ksail.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.kubeconfig.Talosconfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Verifies a talosconfig's endpoint from where the test runs: who answers there has the certificate that belongs there. */
final class TalosHandshake {

    /** A port that does not listen yet, or does not have its new certificate yet, has no event to wait for. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int CONNECT_MILLIS = 2_000;

    private TalosHandshake() {}

    /** Tries until it works; empty when it did, else why it did not work at last. */
    static Optional<String> failure(Talosconfig talosconfig, Deadline deadline) throws InterruptedException {
        while (true) {
            try {
                shakeHands(talosconfig);
                return Optional.empty();
            } catch (IOException | GeneralSecurityException e) {
                if (deadline.passed()) {
                    return Optional.of(Causes.message(e));
                }
            }
            Await.pause(PAUSE);
        }
    }

    private static void shakeHands(Talosconfig talosconfig) throws IOException, GeneralSecurityException {
        URI address = URI.create("talos://" + talosconfig.endpoint());
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, address.getPort()), CONNECT_MILLIS);
            plain.setSoTimeout(CONNECT_MILLIS);
            try (SSLSocket socket = (SSLSocket) trusting(authority(talosconfig))
                    .getSocketFactory()
                    .createSocket(plain, host, address.getPort(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
    }

    private static SSLContext trusting(byte[] authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "talos",
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static byte[] authority(Talosconfig talosconfig) {
        Map<?, ?> file = Serialization.unmarshal(talosconfig.yaml(), Map.class);
        Map<?, ?> context = (Map<?, ?>) ((Map<?, ?>) file.get("contexts")).get(talosconfig.context());
        return Base64.getDecoder().decode(String.valueOf(context.get("ca")));
    }
}
