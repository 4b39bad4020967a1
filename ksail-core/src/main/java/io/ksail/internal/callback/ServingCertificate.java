package io.ksail.internal.callback;

import io.ksail.internal.Der;
import io.ksail.internal.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for one address, signed by itself (RFC 5280): whoever trusts it trusts this one server and nobody else.
 *
 * @param der the certificate
 * @param tls what a server needs to show it
 */
record ServingCertificate(byte[] der, SSLContext tls) {

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final int SERIAL_BITS = 120;

    /** Clocks differ, and a cluster may be kept for a while. */
    private static final Duration VALID_BEFORE = Duration.ofDays(1);

    private static final Duration VALID_AFTER = Duration.ofDays(365);

    static ServingCertificate of(InetAddress address) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        byte[] der = signed(address, keys);
        return new ServingCertificate(der, tls(keys, der));
    }

    /** As {@code caBundle} fields want it. */
    String base64() {
        return Pem.base64("CERTIFICATE", der);
    }

    String pem() {
        return Pem.text("CERTIFICATE", der);
    }

    private static byte[] signed(InetAddress address, KeyPair keys) throws GeneralSecurityException {
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text("ksail-callback"))));
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        Instant now = Instant.now();
        byte[] content = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom())),
                algorithm,
                name,
                Der.sequence(Der.time(now.minus(VALID_BEFORE)), Der.time(now.plus(VALID_AFTER))),
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xa3, extensions(address)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        return Der.sequence(content, algorithm, Der.bits(signature.sign()));
    }

    private static byte[] extensions(InetAddress address) {
        return Der.sequence(
                extension(SUBJECT_ALTERNATIVE_NAME, Der.sequence(Der.tagged(0x87, address.getAddress()))),
                extension(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
                extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTHENTICATION))));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static SSLContext tls(KeyPair keys, byte[] der) throws GeneralSecurityException, IOException {
        Certificate certificate =
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] inMemory = new char[0];
        store.load(null, inMemory);
        store.setKeyEntry("callback", keys.getPrivate(), inMemory, new Certificate[] {certificate});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, inMemory);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }
}
