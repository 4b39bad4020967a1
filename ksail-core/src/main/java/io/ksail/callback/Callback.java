package io.ksail.callback;

import java.util.function.Consumer;

/**
 * A way from inside a nested cluster to this JVM: by HTTPS to an address that its API server and its pods reach, and on,
 * without TLS, to a port of this machine. Belongs to its cluster, which closes it. Thread-safe.
 */
public final class Callback implements AutoCloseable {

    private final String authority;
    private final ServingCertificate certificate;
    private final Consumer<Callback> closing;

    Callback(String authority, ServingCertificate certificate, Consumer<Callback> closing) {
        this.authority = authority;
        this.certificate = certificate;
        this.closing = closing;
    }

    /**
     * The URL under which the nested cluster reaches this JVM, for {@code clientConfig.url} of a webhook.
     *
     * @param path such as {@code /validate}
     * @return such as {@code https://10.42.0.17:23456/validate}
     */
    public String url(String path) {
        return "https://" + authority + (path.startsWith("/") ? path : "/" + path);
    }

    /**
     * Whom to trust at that URL, for {@code clientConfig.caBundle} of a webhook.
     *
     * @return a certificate, in PEM, in Base64
     */
    public String caBundle() {
        return certificate.base64();
    }

    /**
     * Whom to trust at that URL, for a file or a ConfigMap that pods read.
     *
     * @return a certificate, in PEM
     */
    public String caPem() {
        return certificate.pem();
    }

    /** Ends it: who calls afterwards is refused. The cluster does it too. */
    @Override
    public void close() {
        closing.accept(this);
    }

    @Override
    public String toString() {
        return "callback at https://" + authority;
    }
}
