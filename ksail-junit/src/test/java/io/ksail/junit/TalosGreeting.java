package io.ksail.junit;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Begins to talk to a Talos API with nothing but a talosconfig, both sides verified, as talosctl does. */
final class TalosGreeting {

    private static final char[] NO_PASSWORD = new char[0];
    private static final byte[] HTTP_2 =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

    private TalosGreeting() {}

    /** The first byte of the answer; a server that does not accept the client's certificate gives none. */
    static int through(String talosconfig) throws Exception {
        Map<?, ?> file = Serialization.unmarshal(talosconfig, Map.class);
        Map<?, ?> context = (Map<?, ?>) ((Map<?, ?>) file.get("contexts")).get(file.get("context"));
        String[] endpoint =
                String.valueOf(((List<?>) context.get("endpoints")).get(0)).split(":");
        try (SSLSocket socket = (SSLSocket)
                contextOf(context).getSocketFactory().createSocket(endpoint[0], Integer.parseInt(endpoint[1]))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(HTTP_2);
            InputStream answer = socket.getInputStream();
            return answer.read();
        }
    }

    private static SSLContext contextOf(Map<?, ?> context) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        trusted.setCertificateEntry("ca", certificate(context.get("ca")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry(
                "admin", key(context.get("key")), NO_PASSWORD, new Certificate[] {certificate(context.get("crt"))});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    private static Certificate certificate(Object base64) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(String.valueOf(base64))));
    }

    private static PrivateKey key(Object base64) throws Exception {
        String pem = new String(Base64.getDecoder().decode(String.valueOf(base64)), StandardCharsets.US_ASCII);
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""));
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
