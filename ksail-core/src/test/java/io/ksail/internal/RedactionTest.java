package io.ksail.internal;

import io.ksail.KsailException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTest {

    private static final String PEM = """
            -----BEGIN RSA PRIVATE KEY-----
            MIIEowIBAAKCAQEAplanted0line0one0of0the0key0material0AAAAAAAAAA
            plantedSecondLineOfTheKeyMaterialBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
            -----END RSA PRIVATE KEY-----
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pulled docker.io/rancher/k3s:v1.36.4-k3s1@sha256:8b1f1ea1bb0c8ae6b9a25b34d0d6f0a5bd0b0a3e3e1d25a0c2b6bd2b0d3d4d55",
                "uid 1d2b8f0e-96c1-4b7e-9a53-0d1f6f7d8c11 of pod k3k-demo-server-0",
                "https://127.0.0.1:6443/api/v1/namespaces/k3k-demo/secrets?limit=500",
                "secrets \"k3k-demo-kubeconfig\" is forbidden: User \"system:serviceaccount:ci:tests\" cannot get it",
                "the token in /var/run/secrets/kubernetes.io/serviceaccount/token",
                "Basic authentication is not supported, bearer tokens are",
                "WWW-Authenticate: Bearer realm=\"https://auth.example.com\",service=\"registry\"",
                "client-key: /home/me/.minikube/profiles/minikube/client.key can't be read",
                "a tab\tand\nlines",
                "automountServiceAccountToken=false",
                "the token: it has expired since yesterday",
                "context 'alice@k3k-demo' of /tmp/config",
                "arn:aws:eks:us-east-1:123456789012:cluster/production",
                "Grüße, 你好 ✓"
            })
    void what_is_no_credential_stays_as_it_is(String text) {
        assertThat(Redaction.scrubbed(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer PLANTED",
                "authorization=[Bearer PLANTED]",
                "the header Bearer PLANTED0.planted~x is wrong",
                "Basic UExBTlRFRDpQTEFOVEVE12PLANTED=",
                "token: PLANTED",
                "    password: \"PLANTED and more\"",
                "{\"kind\":\"x\",\"token\":\"PLANTED\"}",
                "{\\\"token\\\":\\\"PLANTED\\\"}",
                "client-key-data: PLANTED",
                "The version 'kind: Config\ntoken: PLANTED' can't be used",
                "users: [{name: a, user: {token: PLANTED}}]",
                "user: {password: 'PLANTED'}",
                "password: |\n  PLANTED\n  PLANTED\n",
                "--token PLANTED --discovery-token-ca-cert-hash sha256:ab",
                "--set adminPassword=PLANTED",
                "https://PLANTED:PLANTED@charts.example.com/stable",
                "http://PLANTED@proxy:3128",
                "PLANTED:PLANTED@docker.io=https://mirror.example.com",
                "https://example.com/manifests.yaml?token=PLANTED&x=1",
                "https://s3.example.com/x?X-Amz-Signature=PLANTED",
                "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJPLANTED.PLANTED",
                "ghp_PLANTEDPLANTEDPLANTEDPLANTED"
            })
    void credentials_are_known_by_their_shape(String text) {
        assertThat(Redaction.scrubbed(text)).contains("***").doesNotContain("PLANTED");
    }

    @Test
    void private_keys_and_kubeconfigs_are_known_whole_cut_off_escaped_and_in_base64() {
        String kubeconfig =
                "apiVersion: v1\nkind: Config\nusers:\n- name: a\n  user:\n    token: planted0token0planted\n" + "# "
                        + "x".repeat(200) + "\n";
        for (String text : new String[] {
            PEM,
            PEM.substring(0, 100),
            PEM.replace("\n", "\\n"),
            base64(PEM),
            Base64.getMimeEncoder().encodeToString(PEM.getBytes(StandardCharsets.UTF_8)),
            base64(kubeconfig),
            Base64.getMimeEncoder().encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8)),
            base64("{\"apiVersion\":\"v1\",\"users\":[{\"user\":{\"token\":\"planted0token\"}}]}")
        }) {
            assertThat(Redaction.scrubbed("it says " + text + "\nand so on"))
                    .startsWith("it says ")
                    .endsWith("and so on")
                    .contains("***")
                    .doesNotContain("planted", text.substring(40, 60));
        }
    }

    @Test
    void what_is_known_is_masked_in_every_form() {
        Redaction.remember("correct horse battery\nstaple of the second line");
        Redaction.remember("planted-user", "planted-pass");
        Redaction.rememberKubeconfig("users:\n- user: {token: planted-of-file, password: 'planted-quoted'}\n"
                + "- user:\n    client-key-data: " + base64(PEM) + "\n    token: |\n      planted-in-block\n");
        Redaction.rememberUrl("https://someone:planted%40url@example.com/");
        assertThat(Redaction.scrubbed("""
                        correct horse battery
                        / staple of the second line / planted-of-file / planted-quoted / planted-in-block
                        plantedSecondLineOfTheKeyMaterialBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB planted%40url planted@url
                        """ + base64("planted-user:planted-pass") + base64("planted-of-file")))
                .doesNotContain(
                        "horse", "staple", "planted", base64("planted-of-file").substring(0, 15));
        Redaction.remember("short");
        assertThat(Redaction.scrubbed("a short word")).isEqualTo("a short word");
    }

    @Test
    void nothing_reaches_a_terminal_that_it_would_act_on() {
        assertThat(
                        Redaction.scrubbed(
                                "\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\u0007 \u009b2J nul\u0000 \u202eabc\r\nnext\rlast"))
                .isEqualTo("red bell 2J nul abc\nnext\nlast");
    }

    @Test
    void what_nobody_reads_is_cut_and_a_second_time_changes_nothing() {
        String cut = Redaction.scrubbed("word ".repeat(1_000_000));
        assertThat(cut).hasSizeLessThanOrEqualTo(16_000).matches("(?s).*… \\(\\d+ more characters\\)");
        assertThat(Redaction.scrubbed(cut)).isEqualTo(cut);
        assertThat(Redaction.scrubbed("x".repeat(16_000))).hasSize(16_000);
        String masked = Redaction.scrubbed("token: PLANTED\npassword=PLANTED https://a:b@c " + PEM);
        assertThat(Redaction.scrubbed(masked)).isEqualTo(masked);
    }

    @Test
    void hostile_text_takes_no_time_and_no_stack() {
        for (String part : new String[] {
            "a", "a:", "-----BEGIN PRIVATE KEY-----", "token", "token: ", "\"", "eyJ", "x@", "A1b2", " \n"
        }) {
            assertThat(Redaction.scrubbed(part.repeat(300_000 / part.length()))).isNotNull();
        }
    }

    @Test
    void a_value_that_a_message_quotes_is_a_short_line_without_anything_that_looks_like_a_credential() {
        assertThat(Redaction.quoted("arn:aws:eks:us-east-1:123456789012:cluster/production"))
                .isEqualTo("arn:aws:eks:us-east-1:123456789012:cluster/production");
        assertThat(Redaction.quoted("kind: Config\nusers: []")).isEqualTo("(22 characters)");
        assertThat(Redaction.quoted("Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpL")).isEqualTo("***");
    }

    @Test
    void an_error_hides_what_its_causes_and_what_they_suppressed_say_and_keeps_their_stack_traces() {
        Redaction.remember("planted-in-cause");
        IOException innermost = new IOException("header 'planted-in-cause'");
        IllegalStateException cause = new IllegalStateException("a word", innermost);
        cause.addSuppressed(new IOException("token: PLANTED"));
        KsailException error =
                new KsailException("tried planted-in-cause", "seen Bearer PLANTED1x", "do \u001b[2Jthis", cause);
        StringWriter report = new StringWriter();
        error.printStackTrace(new PrintWriter(report));
        assertThat(report.toString())
                .doesNotContain("planted-in-cause", "PLANTED", "\u001b")
                .contains("Caused by: java.lang.IllegalStateException: a word")
                .contains("Caused by: java.io.IOException: header '***'")
                .contains("Suppressed: java.io.IOException: token: ***");
        assertThat(error.getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
        assertThat(error.seen()).isEqualTo("seen Bearer ***");
    }

    @Test
    void a_cause_that_hides_nothing_is_the_one_that_was_thrown() {
        IOException cause = new IOException("Connection refused", new IOException("a word"));
        assertThat(new KsailException("a", "b", "c", cause)).hasCause(cause);
    }

    @Test
    void causes_that_go_in_circles_end() {
        IOException one = new IOException("token: PLANTED");
        IOException other = new IOException("other", one);
        one.initCause(other);
        assertThat(new KsailException("a", "b", "c", other).getCause()).hasMessageContaining("other");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
