package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The certificate that a nested API server shows who calls it by its address. */
final class ServedCertificate {

    private ServedCertificate() {}

    static X509Certificate of(Cluster cluster) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        byte[] ca =
                Base64.getDecoder().decode(cluster.kubeconfig().clientConfig().getCaCertData());
        trusted.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(ca)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        URI api = URI.create(cluster.apiUrl());
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(api.getHost(), api.getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
