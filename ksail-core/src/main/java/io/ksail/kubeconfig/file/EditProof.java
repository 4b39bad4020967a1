package io.ksail.kubeconfig.file;

import io.ksail.KsailException;
import io.ksail.kubeconfig.file.YamlPart.Field;
import io.ksail.kubeconfig.file.YamlPart.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads an edited text again, and compares it with what was meant: nothing is written that says something else. YAML has
 * forms, such as anchors in an entry that goes, for which no edit of the text is right.
 */
final class EditProof {

    private final KubeconfigText source;
    private final Fields before;
    private final Optional<String> current;
    private final Map<String, List<YamlPart>> expected = new TreeMap<>();

    /**
     * @param current what the current context is to be; empty if it is to stay
     */
    EditProof(KubeconfigText source, Fields before, Optional<String> current) {
        this.source = source;
        this.before = before;
        this.current = current;
    }

    /** There is to be this entry, in the place of those of its name, or behind the others. */
    void expect(String key, String name, Fields entry) {
        List<YamlPart> list = new ArrayList<>(KubeconfigEditor.items(before, key));
        Set<Integer> present = KubeconfigEditor.named(list, Set.of(name));
        if (present.isEmpty()) {
            list.add(entry);
        } else {
            list.set(present.iterator().next(), entry);
            present.stream().skip(1).sorted((a, b) -> b - a).forEach(index -> list.remove(index.intValue()));
        }
        expected.put(key, list);
    }

    /** There is to be no entry of this name. */
    void expectNone(String key, String name) {
        List<YamlPart> list =
                expected.computeIfAbsent(key, absent -> new ArrayList<>(KubeconfigEditor.items(before, absent)));
        KubeconfigEditor.named(list, Set.of(name)).stream()
                .sorted((a, b) -> b - a)
                .forEach(index -> list.remove(index.intValue()));
    }

    /**
     * Checks the text that came out.
     *
     * @return the text
     * @throws KsailException if it is not what was meant
     */
    String checked(String text) {
        Fields after;
        try {
            after = YamlReader.read(new KubeconfigText(source.file(), text))
                    .filter(Fields.class::isInstance)
                    .map(Fields.class::cast)
                    .orElseThrow(this::refusal);
        } catch (KsailException e) {
            throw refusal();
        }
        if (!keysAreKept(after) || !valuesAreAsMeant(after)) {
            throw refusal();
        }
        return text;
    }

    private KsailException refusal() {
        return source.refusal("the entries of this cluster can't be changed without changing others,"
                + " as when others refer to them with an alias ('*name')");
    }

    /** New keys are behind all others. */
    private boolean keysAreKept(Fields after) {
        int kept = before.fields().size();
        List<Field> all = after.fields();
        return all.size() >= kept
                && SameContent.of(keys(all.subList(0, kept)), keys(before.fields()))
                && all.stream().skip(kept).allMatch(field -> field.key()
                        .asText()
                        .filter(key -> expected.containsKey(key) || key.equals(KubeconfigEditor.CURRENT))
                        .isPresent());
    }

    private static List<YamlPart> keys(List<Field> fields) {
        return fields.stream().map(Field::key).toList();
    }

    private boolean valuesAreAsMeant(Fields after) {
        for (int index = 0; index < before.fields().size(); index++) {
            String key = before.fields().get(index).key().asText().orElse("");
            boolean meantToChange =
                    expected.containsKey(key) || key.equals(KubeconfigEditor.CURRENT) && current.isPresent();
            YamlPart was = before.fields().get(index).value();
            if (!meantToChange && !SameContent.of(after.fields().get(index).value(), was)) {
                return false;
            }
        }
        return expected.entrySet().stream()
                        .allMatch(list -> SameContent.of(KubeconfigEditor.items(after, list.getKey()), list.getValue()))
                && current.stream()
                        .allMatch(word -> word.equals(after.value(KubeconfigEditor.CURRENT)
                                .flatMap(YamlPart::asText)
                                .orElse("")));
    }
}
