package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.content.ManifestLocation.ManifestFile;
import io.ksail.internal.Causes;
import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.YamlMistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a file of manifests to pieces: documents, and items of lists. */
final class ManifestReader {

    private static final String LIST = "List";

    /** Of the fields that every object has, those that are no text. */
    private static final Set<String> NO_TEXT = Set.of(
            "metadata.generation",
            "metadata.deletionGracePeriodSeconds",
            "metadata.ownerReferences.controller",
            "metadata.ownerReferences.blockOwnerDeletion");

    private static final Set<String> MAPS_OF_TEXT = Set.of("labels", "annotations");

    private final ManifestFile file;

    ManifestReader(ManifestFile file) {
        this.file = file;
    }

    List<ManifestDocument> documents() {
        List<@Nullable Object> values = values();
        List<ManifestDocument> documents = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                String source = values.size() == 1 ? file.name() : file.name() + ", document " + (i + 1);
                documents.addAll(unfolded(source, fields(source, value)));
            }
        }
        return documents;
    }

    private List<@Nullable Object> values() {
        try {
            return KubernetesYaml.documents(file.text());
        } catch (YamlMistake e) {
            if (file.text().stripLeading().startsWith("<")) {
                throw page(file.name(), e);
            }
            throw unusable(file.name(), e.seen(), e.remedy(), e);
        }
    }

    private Map<String, @Nullable Object> fields(String source, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            if (value instanceof String text && text.startsWith("<")) {
                throw page(source, null);
            }
            throw unusable(
                    source,
                    "it is %s, not an object"
                            .formatted(value instanceof List ? "a list" : value == null ? "nothing" : "a single value"),
                    null);
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, inner) -> fields.put(String.valueOf(name), inner));
        return fields;
    }

    private List<ManifestDocument> unfolded(String source, Map<String, @Nullable Object> fields) {
        String apiVersion = requiredText(source, "apiVersion", fields.get("apiVersion"));
        String kind = requiredText(source, "kind", fields.get("kind"));
        Object name = fields.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : null;
        if (isList(kind, name, fields)) {
            return items(source, apiVersion, kind, fields.get("items"));
        }
        if (apiVersion.startsWith("kustomize.config.k8s.io/")) {
            throw unusable(
                    source,
                    "it is a kustomization, which is not built here",
                    "name the manifests that it lists, or a file that 'kubectl kustomize' has written",
                    null);
        }
        requiredText(source, "metadata.name", name);
        fields.put("metadata", texts(source, "metadata", fields.get("metadata")));
        try {
            return List.of(new ManifestDocument(
                    source, Serialization.unmarshal(Serialization.asJson(fields), GenericKubernetesResource.class)));
        } catch (RuntimeException e) {
            throw unusable(source, "it is no object of Kubernetes: " + Causes.message(e), e);
        }
    }

    /** A list has no name of its own, whatever its kind; an object of a kind that is called so has. */
    private static boolean isList(String kind, @Nullable Object name, Map<String, @Nullable Object> fields) {
        return kind.equals(LIST) || (kind.endsWith(LIST) && name == null && fields.containsKey("items"));
    }

    private List<ManifestDocument> items(String source, String apiVersion, String kind, @Nullable Object items) {
        if (items == null) {
            return List.of();
        }
        if (!(items instanceof List<?> list)) {
            throw unusable(source, "its items are no list", null);
        }
        List<ManifestDocument> documents = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = source + ", item " + (i + 1);
            Map<String, @Nullable Object> item = fields(place, list.get(i));
            boolean bare = item.get("apiVersion") == null && item.get("kind") == null && !kind.equals(LIST);
            if (bare) {
                // An API server leaves out of the items what the list says already.
                item.put("apiVersion", apiVersion);
                item.put("kind", kind.substring(0, kind.length() - LIST.length()));
            }
            documents.addAll(unfolded(place, item));
        }
        return documents;
    }

    /** What would silently become text, such as 1.1 out of 1.10, is refused; so would kubectl's API server. */
    private static Object texts(String source, String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((name, inner) -> fields.put(
                    String.valueOf(name),
                    name.equals("managedFields") || (inner == null && !isMapOfTexts(path))
                            ? inner
                            : texts(source, path + "." + name, inner)));
            return fields;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> texts(source, path, item)).toList();
        }
        if (isMapOfTexts(path)) {
            throw unusable(source, path + " holds no fields", null);
        }
        if (value == null) {
            return "";
        }
        if (!(value instanceof String) && !NO_TEXT.contains(path)) {
            throw unusable(
                    source,
                    "%s is %s, and has to be text"
                            .formatted(path, value instanceof Boolean ? "true or false" : "a number"),
                    "put its value in quotes",
                    null);
        }
        return value;
    }

    private static boolean isMapOfTexts(String path) {
        return MAPS_OF_TEXT.stream().anyMatch(field -> path.equals("metadata." + field));
    }

    private static String requiredText(String source, String field, @Nullable Object value) {
        if (value != null && !(value instanceof String)) {
            throw unusable(source, "its %s is no text".formatted(field), null);
        }
        if (!(value instanceof String text) || text.isBlank()) {
            throw unusable(source, "it has no " + field, null);
        }
        return text;
    }

    private static ContentException page(String source, @Nullable Exception cause) {
        return unusable(source, "it is an HTML page or XML", cause);
    }

    private static ContentException unusable(String source, String seen, @Nullable Exception cause) {
        return unusable(
                source, seen, "correct it: every document is one object of Kubernetes, or a List of them", cause);
    }

    private static ContentException unusable(String source, String seen, String remedy, @Nullable Exception cause) {
        return new ContentException("The manifest %s can't be used".formatted(source), seen, remedy, cause);
    }
}
