package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Causes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a file of manifests to pieces: documents, and items of lists. */
final class ManifestReader {

    private final ManifestFile file;

    ManifestReader(ManifestFile file) {
        this.file = file;
    }

    List<ManifestDocument> documents() {
        List<String> texts = texts();
        List<ManifestDocument> documents = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!isEmpty(texts.get(i))) {
                String source = texts.size() == 1 ? file.name() : file.name() + ", document " + (i + 1);
                documents.addAll(unfolded(source, parsed(source, texts.get(i))));
            }
        }
        return documents;
    }

    /** Each document with as many empty lines before it as there are lines in the file, so that a parser counts right. */
    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int line = 0;
        for (String next : file.text().lines().toList()) {
            boolean separates = next.equals("---") || next.startsWith("--- ") || next.startsWith("---\t");
            if (separates) {
                texts.add(text.toString());
                text = new StringBuilder("\n".repeat(line)).append(next.substring(3));
            } else {
                text.append(next);
            }
            text.append('\n');
            line++;
        }
        texts.add(text.toString());
        // What stands before the first separator is a document only if there is something.
        return texts.size() > 1 && isEmpty(texts.get(0)) ? texts.subList(1, texts.size()) : texts;
    }

    private static boolean isEmpty(String text) {
        return text.lines()
                .map(String::strip)
                .allMatch(line -> line.isEmpty() || line.startsWith("#") || line.equals("..."));
    }

    private static GenericKubernetesResource parsed(String source, String text) {
        GenericKubernetesResource object;
        try {
            object = Serialization.unmarshal(text, GenericKubernetesResource.class);
        } catch (RuntimeException e) {
            throw unusable(source, "it is not YAML or JSON: " + Causes.words(e), e);
        }
        if (object == null) {
            throw unusable(source, "it is no object", null);
        }
        return object;
    }

    private static List<ManifestDocument> unfolded(String source, GenericKubernetesResource object) {
        require(source, "apiVersion", object.getApiVersion());
        require(source, "kind", object.getKind());
        Object items = object.getAdditionalProperties().get("items");
        if (object.getKind().endsWith("List") && items instanceof List<?> list) {
            List<ManifestDocument> documents = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                String place = source + ", item " + (i + 1);
                documents.addAll(unfolded(place, parsed(place, Serialization.asJson(list.get(i)))));
            }
            return documents;
        }
        require(
                source,
                "metadata.name",
                object.getMetadata() == null ? null : object.getMetadata().getName());
        return List.of(new ManifestDocument(source, object));
    }

    private static void require(String source, String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw unusable(source, "it has no " + field, null);
        }
    }

    private static ContentException unusable(String source, String seen, @Nullable Exception cause) {
        return new ContentException(
                "The manifest %s can't be used".formatted(source),
                seen,
                "correct it: every document is one object of Kubernetes, or a List of them",
                cause);
    }
}
