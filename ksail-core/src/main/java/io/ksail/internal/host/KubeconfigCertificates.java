package io.ksail.internal.host;

import io.ksail.internal.Der;
import io.ksail.internal.Pem;
import io.ksail.internal.Redaction;
import io.ksail.internal.host.HostKubeconfig.Unusable;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Certificates and keys as kubectl takes them, in the one form that the client library reads without loss: it drops an
 * authority that it can't decode, and of keys it knows what begins with the right line only.
 */
final class KubeconfigCertificates {

    private KubeconfigCertificates() {}

    /**
     * A client's certificate and its key, as fields of a client's configuration.
     *
     * @param certificates PEM in Base64
     * @param key PEM in Base64
     * @param algorithm of the key, {@code RSA} or {@code EC}
     */
    record Pair(String certificates, String key, String algorithm) {}

    /**
     * The text of a field or of the file that it names.
     *
     * @param field whose field it is, for messages
     * @param pem the text
     */
    record Given(String field, String pem) {}

    /** The text of a field that holds PEM in Base64, in one line or wrapped; or PEM itself, which the library takes. */
    static Given decoded(String field, String data) throws Unusable {
        if (data.contains("-----BEGIN ")) {
            return new Given(field, data);
        }
        try {
            byte[] pem = Base64.getDecoder().decode(data.replaceAll("\\s", ""));
            return new Given(field, new String(pem, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new Unusable("%s is not Base64".formatted(field));
        }
    }

    /** The certificates in a text, in Base64. */
    static String authority(Given authority) throws Unusable {
        return encoded(certificates(authority));
    }

    /** A client's certificate and its key. */
    static Pair pair(Given certificate, Given privateKey) throws Unusable {
        List<X509Certificate> certificates = certificates(certificate);
        Redaction.remember(privateKey.pem());
        PublicKey publicKey = certificates.get(0).getPublicKey();
        PrivateKey key = key(privateKey.field(), privateKey.pem(), publicKey);
        if (!belongTogether(key, publicKey)) {
            throw new Unusable("%s is not the key of %s".formatted(privateKey.field(), certificate.field()));
        }
        return new Pair(encoded(certificates), Pem.base64("PRIVATE KEY", key.getEncoded()), key.getAlgorithm());
    }

    /** As kubectl does it, what is no certificate is ignored. */
    private static List<X509Certificate> certificates(Given given) throws Unusable {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(given.pem())) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (CertificateException e) {
                    continue;
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new Unusable("%s holds no certificate as PEM (-----BEGIN CERTIFICATE-----)".formatted(given.field()));
        }
        return certificates;
    }

    private static PrivateKey key(String field, String pem, PublicKey publicKey) throws Unusable {
        if (pem.contains("ENCRYPTED")) {
            throw new Unusable("%s is encrypted, and nobody can be asked for its passphrase".formatted(field));
        }
        Pem.Block block = Pem.blocks(pem).stream()
                .filter(found -> found.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new Unusable(
                        "%s holds no private key as PEM (-----BEGIN … PRIVATE KEY-----)".formatted(field)));
        String algorithm = publicKey.getAlgorithm();
        if (!Set.of("RSA", "EC").contains(algorithm)) {
            throw new Unusable(
                    "%s is of the sort %s, and the client library knows keys of RSA and of elliptic curves (EC) only"
                            .formatted(field, algorithm.equals("EdDSA") ? "Ed25519" : algorithm));
        }
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(
                            block.label().equals("PRIVATE KEY") ? block.der() : wrapped(block.der(), publicKey)));
        } catch (GeneralSecurityException e) {
            throw new Unusable("%s can't be read as the %s key of its certificate".formatted(field, algorithm));
        }
    }

    /** PKCS#8 is the algorithm's own form with the algorithm before it, curve included: that of the certificate. */
    private static byte[] wrapped(byte[] key, PublicKey publicKey) {
        return Der.sequence(Der.integer(BigInteger.ZERO), Der.firstOf(publicKey.getEncoded()), Der.octets(key));
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update((byte) 1);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update((byte) 1);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String encoded(List<X509Certificate> certificates) throws Unusable {
        StringBuilder pem = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                pem.append(Pem.text("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateException e) {
            throw new Unusable("a certificate can't be encoded again");
        }
        return Base64.getEncoder().encodeToString(pem.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
