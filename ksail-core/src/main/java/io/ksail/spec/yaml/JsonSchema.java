package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ksail.spec.yaml.SchemaElement.Elsewhere;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Origin;
import io.ksail.spec.yaml.SchemaElement.Section;
import io.ksail.spec.yaml.SchemaElement.Unserved;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Describes the table of fields to editors, as JSON Schema 2020-12. */
final class JsonSchema {

    private JsonSchema() {}

    static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "ksail.yaml for the provider Kubernetes");
        schema.putAll(section(ClusterFields.ROOT));
        try {
            DefaultPrettyPrinter printer =
                    new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
            return new ObjectMapper().writer(printer).writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> section(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (SchemaElement member : section.members()) {
            if (member instanceof Section child) {
                properties.put(child.name(), section(child));
            } else if (member instanceof Field<?> field) {
                properties.put(field.name(), field(field));
            } else if (member instanceof Elsewhere elsewhere) {
                properties.put(elsewhere.name(), Map.of("description", elsewhere.description()));
            } else if (member instanceof Unserved unserved
                    && !unserved.accepted().isEmpty()) {
                properties.put(
                        unserved.name(), Map.of("enum", unserved.accepted().toArray(String[]::new)));
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", described(section.origin(), section.description()));
        schema.put("type", "object");
        String[] required = section.members().stream()
                .filter(JsonSchema::isRequired)
                .map(SchemaElement::name)
                .toArray(String[]::new);
        if (required.length > 0) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> field(Field<?> field) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", described(field.origin(), field.description()));
        schema.putAll(new TreeMap<>(field.type().schema()));
        field.defaultValue().ifPresent(value -> schema.put("default", value));
        return schema;
    }

    private static boolean isRequired(SchemaElement member) {
        return member instanceof Field<?> field
                ? field.required()
                : member instanceof Section section && requiredIn(section.members());
    }

    private static boolean requiredIn(List<SchemaElement> members) {
        return members.stream().anyMatch(JsonSchema::isRequired);
    }

    private static String described(Origin origin, String description) {
        return origin == Origin.OURS ? description + " (Not a field of KSail.)" : description;
    }
}
