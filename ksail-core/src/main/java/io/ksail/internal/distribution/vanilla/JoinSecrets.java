package io.ksail.internal.distribution.vanilla;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What lets nodes join a cluster while it is made.
 *
 * @param token kubeadm's bootstrap token
 * @param certificateKey what the certificates of the control plane are encrypted with, for further control planes
 */
record JoinSecrets(String token, String certificateKey) {

    static JoinSecrets random() {
        return new JoinSecrets(hex(3) + "." + hex(8), hex(32));
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "JoinSecrets";
    }
}
