package io.ksail.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ReleaseBelongingsTest {

    private static final String MANIFEST = """
            ---
            # Source: some/comment.yaml
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: a
            ---
            kind: ClusterRole
            apiVersion: rbac.authorization.k8s.io/v1
            metadata:
              name: b
            """;

    @Test
    void the_objects_of_a_release_are_read_from_where_helm_keeps_them() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(Serialization.asJson(Map.of("manifest", MANIFEST)).getBytes(StandardCharsets.UTF_8));
        }
        Base64.Encoder encoder = Base64.getEncoder();
        var secret = new SecretBuilder()
                .addToData("release", encoder.encodeToString(encoder.encode(zipped.toByteArray())))
                .build();
        assertThat(ReleaseBelongings.objects(ReleaseBelongings.manifest(secret)))
                .extracting(HasMetadata::getKind, object -> object.getMetadata().getName())
                .containsExactly(tuple("Secret", "a"), tuple("ClusterRole", "b"));
    }
}
