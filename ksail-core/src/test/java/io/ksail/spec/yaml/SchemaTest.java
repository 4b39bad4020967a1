package io.ksail.spec.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ksail.internal.Durations;
import io.ksail.spec.KsailConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaTest {

    private static final Path COMMITTED = Path.of("src/main/resources/io/ksail/spec/ksail.schema.json");

    @Test
    void is_the_one_that_is_shipped() throws IOException {
        assertThat(shipped())
                .as("run ./mvnw test -pl ksail-core -Dtest=SchemaTest -Dksail.approve=true and commit %s", COMMITTED)
                .isEqualTo(KsailYaml.schema());
    }

    /** Writes what is so now to where it is reviewed; everything after that then holds, whatever it is. */
    @BeforeAll
    static void approveWhenTold() throws IOException {
        if (!Boolean.getBoolean("ksail.approve")) {
            return;
        }
        Files.createDirectories(COMMITTED.getParent());
        Files.writeString(COMMITTED, KsailYaml.schema());
    }

    @Test
    void describes_every_field_and_allows_no_other() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(KsailYaml.schema());
        assertThat(schema.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        for (String path : FieldPaths.served()) {
            JsonNode field = schema.at("/properties/" + path.replace(".", "/properties/"));
            assertThat(field.path("description").asText()).as(path).matches(".+\\.( \\(Not a field of KSail\\.\\))?");
            boolean section = field.has("properties");
            assertThat(section && field.get("additionalProperties").asBoolean(true))
                    .as(path)
                    .isFalse();
        }
    }

    @Test
    void names_the_defaults_that_hold() throws IOException {
        KsailConfig config = new SpecReader(
                        Optional.empty(), Path.of("/home/me"), Map.<String, String>of()::get, Optional.empty())
                .read(SourceText.of("ksail.yaml", BadSpec.HEAD));
        JsonNode kubernetes = new ObjectMapper()
                .readTree(KsailYaml.schema())
                .at("/properties/spec/properties/provider/properties/kubernetes/properties");
        assertThat(kubernetes.at("/podCidr/default").asText())
                .isEqualTo(config.cluster().networks().pods().toString());
        assertThat(kubernetes.at("/serviceCidr/default").asText())
                .isEqualTo(config.cluster().networks().services().toString());
        assertThat(kubernetes.at("/persistence/properties/size/default").asText())
                .isEqualTo(config.cluster().persistence().size().value());
        assertThat(kubernetes.at("/readiness/default").asText())
                .isEqualTo(config.cluster().readiness().yamlName());
        assertThat(Durations.parse(kubernetes.at("/lease/default").asText()))
                .contains(config.cluster().lease());
    }

    private static String shipped() throws IOException {
        try (InputStream resource = KsailYaml.class.getResourceAsStream("/io/ksail/spec/ksail.schema.json")) {
            return resource == null ? "" : new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
