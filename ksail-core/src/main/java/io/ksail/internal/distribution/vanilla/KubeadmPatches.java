package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.distribution.vanilla.KubeadmConfig.KubeadmVersion;
import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.spec.InvalidSpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The patches of {@code kind.yaml} for kubeadm's configuration: each is merged (RFC 7386) into the document of its kind,
 * whichever version of kubeadm's format it is written in.
 *
 * @param texts the patches, as YAML; one text may have several documents
 */
record KubeadmPatches(List<String> texts) {

    Map<String, Object> appliedTo(Map<String, Object> document) {
        Map<String, Object> patched = document;
        for (Map<?, ?> patch : documents()) {
            if (document.get("kind").equals(patch.get("kind"))) {
                Map<String, Object> changes = normal(patch);
                changes.remove("apiVersion");
                patched = merged(patched, changes);
            }
        }
        return patched;
    }

    private List<Map<?, ?>> documents() {
        return texts.stream()
                .<Map<?, ?>>flatMap(text -> parsed(text).stream().map(document -> {
                    if (document instanceof Map<?, ?> patch && patch.get("kind") != null) {
                        return patch;
                    }
                    throw unusable("it has no kind", text);
                }))
                .toList();
    }

    private static List<Object> parsed(String text) {
        try {
            return KubernetesYaml.documents(text).stream()
                    .filter(Objects::nonNull)
                    .toList();
        } catch (YamlMistake e) {
            throw unusable("it is not YAML: " + e.seen(), text);
        }
    }

    private static InvalidSpecException unusable(String seen, String text) {
        return new InvalidSpecException(
                "kind.yaml can't be used",
                "kubeadmConfigPatches: %s: %s".formatted(seen, text.strip().replaceAll("\\s*\\n\\s*", "; ")),
                "begin it with kind: InitConfiguration, for example");
    }

    /** Checks all of them. */
    void requireReadable() {
        documents();
    }

    /** Further arguments are maps, whatever the patch has. */
    private static Map<String, Object> normal(Map<?, ?> map) {
        Map<String, Object> normal = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Object inner = value;
            if (KubeadmVersion.isArguments(key) && value instanceof List<?> list) {
                Map<String, Object> arguments = new LinkedHashMap<>();
                list.forEach(item -> {
                    if (item instanceof Map<?, ?> argument) {
                        arguments.put(String.valueOf(argument.get("name")), String.valueOf(argument.get("value")));
                    }
                });
                inner = arguments;
            } else if (value instanceof Map<?, ?> child) {
                inner = normal(child);
            }
            normal.put(String.valueOf(key), inner);
        });
        return normal;
    }

    private static Map<String, Object> merged(Map<?, ?> target, Map<?, ?> patch) {
        Map<String, Object> merged = new LinkedHashMap<>();
        target.forEach((key, value) -> merged.put(String.valueOf(key), value));
        patch.forEach((name, value) -> {
            String key = String.valueOf(name);
            if (value == null) {
                merged.remove(key);
            } else if (value instanceof Map<?, ?> inner) {
                merged.put(key, merged(merged.get(key) instanceof Map<?, ?> there ? there : Map.of(), inner));
            } else {
                merged.put(key, value);
            }
        });
        return merged;
    }
}
