package io.ksail.internal.distribution.vanilla;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.ksail.spec.InvalidSpecException;
import java.util.List;

/** The configuration of a node's containerd, and the patches of {@code kind.yaml} for it. */
final class ContainerdConfig {

    static final String PATH = "/etc/containerd/config.toml";

    private static final TomlMapper TOML = new TomlMapper();

    private ContainerdConfig() {}

    static String patched(String config, List<String> patches) {
        try {
            JsonNode merged = TOML.readTree(config);
            for (String patch : patches) {
                merge((ObjectNode) merged, parsed(patch));
            }
            return TOML.writeValueAsString(merged);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode parsed(String patch) {
        try {
            return TOML.readTree(patch);
        } catch (JsonProcessingException e) {
            throw new InvalidSpecException(
                    "kind.yaml can't be used",
                    "containerdConfigPatches: it is not TOML: " + e.getOriginalMessage(),
                    "write it like a part of containerd's config.toml");
        }
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode there = target.get(field.getKey());
            if (there instanceof ObjectNode inner && field.getValue().isObject()) {
                merge(inner, field.getValue());
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }
}
