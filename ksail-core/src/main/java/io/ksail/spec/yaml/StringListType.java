package io.ksail.spec.yaml;

import io.ksail.spec.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of texts.
 *
 * @param example one of them
 */
record StringListType(String example) implements FieldType<List<String>> {

    @Override
    public Optional<List<String>> read(YamlNode node, FieldReport report) {
        if (!(node instanceof Sequence sequence)) {
            report.wrongKind(node, "a list of texts, such as [%s]".formatted(example));
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        for (YamlNode entry : sequence.entries()) {
            TextType.any("a text, such as " + example).read(entry, report).ifPresent(texts::add);
        }
        return Optional.of(texts);
    }

    @Override
    public Object write(List<String> value) {
        return value.stream().map(EnvironmentText::escape).toArray(String[]::new);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "array", "items", Map.of("type", "string"));
    }
}
