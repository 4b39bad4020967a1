package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;

/** How kubeadm names the certificate authority that a joining node must meet. */
final class CertificateHash {

    private CertificateHash() {}

    static String of(String adminKubeconfig) {
        try {
            byte[] pem = Base64.getDecoder()
                    .decode(Config.fromKubeconfig(adminKubeconfig).getCaCertData());
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem))
                    .getPublicKey()
                    .getEncoded();
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
