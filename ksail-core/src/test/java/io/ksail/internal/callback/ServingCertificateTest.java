package io.ksail.internal.callback;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class ServingCertificateTest {

    @Test
    void the_certificate_is_for_its_address_and_trusts_itself() throws Exception {
        for (String address : List.of("10.42.0.17", "fd00:0:0:0:0:0:0:17")) {
            ServingCertificate serving = ServingCertificate.of(InetAddress.getByName(address));
            X509Certificate certificate = read(serving.base64());
            assertThatCode(() -> certificate.verify(certificate.getPublicKey())).doesNotThrowAnyException();
            assertThatCode(certificate::checkValidity).doesNotThrowAnyException();
            assertThat(certificate.getSubjectAlternativeNames())
                    .singleElement()
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Object.class))
                    .containsExactly(7, address);
            assertThat(certificate.getBasicConstraints()).isGreaterThanOrEqualTo(0);
            assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        }
    }

    private static X509Certificate read(String base64) throws Exception {
        String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        assertThat(pem).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("-----END CERTIFICATE-----\n");
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
