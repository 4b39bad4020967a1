package io.ksail.callback;

/**
 * A way from inside a nested cluster to this JVM: by HTTPS to an address that its API server and its pods reach, and on,
 * without TLS, to a port of this machine. Belongs to its cluster, which gives it and closes it. Thread-safe.
 */
public interface Callback extends AutoCloseable {

    /**
     * The URL under which the nested cluster reaches this JVM, for {@code clientConfig.url} of a webhook.
     *
     * @param path such as {@code /validate}
     * @return such as {@code https://10.42.0.17:23456/validate}
     */
    String url(String path);

    /**
     * Whom to trust at that URL, for {@code clientConfig.caBundle} of a webhook.
     *
     * @return a certificate, in PEM, in Base64
     */
    String caBundle();

    /**
     * Whom to trust at that URL, for a file or a ConfigMap that pods read.
     *
     * @return a certificate, in PEM
     */
    String caPem();

    /** Ends it: who calls afterwards is refused. The cluster does it too. */
    @Override
    void close();
}
