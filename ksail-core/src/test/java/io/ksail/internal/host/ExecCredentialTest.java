package io.ksail.internal.host;

import io.ksail.internal.host.CredentialPlugin.ExecCredential;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExecCredentialTest {

    private static final String V1 = "client.authentication.k8s.io/v1";
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void a_token_until_its_end() {
        ExecCredential credential = ExecCredential.parse("""
                {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "spec": {},
                 "status": {"token": "k8s-aws-v1.x", "expirationTimestamp": "2026-11-24T14:14:00+02:00"}}
                """, V1, NOW).orElseThrow();
        assertThat(credential.token()).contains("k8s-aws-v1.x");
        assertThat(credential.certificate()).isEmpty();
        assertThat(credential.expires()).isEqualTo(Instant.parse("2026-11-24T12:14:00Z"));
    }

    @Test
    void a_certificate_without_an_end_is_asked_for_again_soon() {
        ExecCredential credential = ExecCredential.parse("""
                {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                 "status": {"clientCertificateData": "PEM", "clientKeyData": "KEY"}}
                """, V1, NOW).orElseThrow();
        assertThat(credential.token()).isEmpty();
        assertThat(credential.certificate()).contains(new ExecCredential.Certificate("PEM", "KEY"));
        assertThat(credential.expires()).isBetween(NOW, NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void nothing_else_counts() {
        assertThat(ExecCredential.parse("", V1, NOW)).isEmpty();
        assertThat(ExecCredential.parse("please log in", V1, NOW)).isEmpty();
        assertThat(ExecCredential.parse("[1]", V1, NOW)).isEmpty();
        assertThat(ExecCredential.parse("{\"apiVersion\": \"client.authentication.k8s.io/v1\"}", V1, NOW))
                .isEmpty();
        assertThat(ExecCredential.parse(
                        "{\"apiVersion\": \"client.authentication.k8s.io/v1beta1\", \"status\": {\"token\": \"t\"}}",
                        V1,
                        NOW))
                .as("another version than the kubeconfig names")
                .isEmpty();
        assertThat(ExecCredential.parse(
                        "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {\"clientKeyData\": \"k\"}}",
                        V1,
                        NOW))
                .as("a key without its certificate")
                .isEmpty();
    }
}
