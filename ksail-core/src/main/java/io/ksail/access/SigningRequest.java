package io.ksail.access;

import io.ksail.internal.Der;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;

/** A PKCS#10 request for a certificate (RFC 2986): the user is the common name, groups are organizations. */
final class SigningRequest {

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    private static final int NO_ATTRIBUTES = 0xa0;

    private SigningRequest() {}

    /**
     * Signs a request.
     *
     * @param keys an RSA key pair
     * @return the request in DER
     */
    static byte[] of(String user, List<String> groups, KeyPair keys) throws GeneralSecurityException {
        byte[] asked = Der.sequence(
                Der.integer(BigInteger.ZERO),
                subject(user, groups),
                keys.getPublic().getEncoded(),
                Der.tagged(NO_ATTRIBUTES));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(asked);
        return Der.sequence(asked, Der.sequence(Der.oid(SHA256_WITH_RSA), Der.nothing()), Der.bits(signature.sign()));
    }

    private static byte[] subject(String user, List<String> groups) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        groups.forEach(group -> names.writeBytes(attribute(ORGANIZATION, group)));
        names.writeBytes(attribute(COMMON_NAME, user));
        return Der.sequence(names.toByteArray());
    }

    private static byte[] attribute(String type, String value) {
        return Der.set(Der.sequence(Der.oid(type), Der.text(value)));
    }
}
