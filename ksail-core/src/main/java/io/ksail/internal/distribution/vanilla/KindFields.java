package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.KubernetesYaml.PlainScalar;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.spec.InvalidSpecException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A map of {@code kind.yaml}, which knows where it is and which of its fields have been read. */
final class KindFields {

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> read = new HashSet<>();

    private KindFields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static KindFields parse(String text) {
        Object root;
        try {
            root = KubernetesYaml.asWritten(text).orElse(Map.of());
        } catch (YamlMistake e) {
            throw mistake(e.seen(), e.remedy());
        }
        if (!(root instanceof Map<?, ?> values)) {
            throw mistake("it holds no fields", "begin it with kind: Cluster");
        }
        return new KindFields("", values);
    }

    void requireText(String field, String expected) {
        String found = text(field).orElse("");
        if (!found.equals(expected)) {
            throw mistake(
                    field,
                    found.isEmpty() ? "it is missing" : "it is '%s'".formatted(found),
                    "write %s: %s".formatted(field, expected));
        }
    }

    Optional<String> text(String field) {
        return value(field).map(value -> {
            if (value instanceof Map || value instanceof List) {
                throw mistake(field, "it is no single value", "write one value");
            }
            return String.valueOf(value);
        });
    }

    Optional<Integer> number(String field) {
        return value(field).map(value -> {
            if (!(value instanceof PlainScalar plain && plain.value() instanceof Integer number)) {
                throw mistake(field, "it is no whole number", "write a number");
            }
            return number;
        });
    }

    boolean flag(String field) {
        return value(field)
                .map(value -> {
                    if (!(value instanceof PlainScalar plain && plain.value() instanceof Boolean flag)) {
                        throw mistake(field, "it is neither true nor false", "write true or false");
                    }
                    return flag;
                })
                .orElse(false);
    }

    List<String> textList(String field) {
        List<String> texts = new ArrayList<>();
        for (Object item : items(field)) {
            texts.add(String.valueOf(item));
        }
        return List.copyOf(texts);
    }

    List<KindFields> list(String field) {
        List<KindFields> list = new ArrayList<>();
        for (Object item : items(field)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw mistake(field, "its entries are not fields", "write them like - role: worker");
            }
            list.add(new KindFields("%s[%d].".formatted(at(field), list.size()), map));
        }
        return list;
    }

    KindFields child(String field) {
        Object value = value(field).orElse(Map.of());
        if (!(value instanceof Map<?, ?> map)) {
            throw mistake(field, "it holds no fields", "indent its fields below it");
        }
        return new KindFields(at(field) + ".", map);
    }

    /** All fields, whatever they are called, as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> text(String.valueOf(key)).ifPresent(text -> texts.put(String.valueOf(key), text)));
        return texts;
    }

    /** All fields, whatever they are called, as switches. */
    Map<String, Boolean> switches() {
        Map<String, Boolean> switches = new LinkedHashMap<>();
        values.keySet().forEach(key -> switches.put(String.valueOf(key), flag(String.valueOf(key))));
        return switches;
    }

    /** Refuses a field that Kind has, and that has no effect here. */
    void refuse(String field, String remedy) {
        if (value(field).isPresent()) {
            throw mistake(field, "it has no effect here", remedy);
        }
    }

    void requireNothingElse() {
        values.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !read.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw mistake(key, "kind has no such field there", "correct its name, or remove it");
                });
    }

    InvalidSpecException mistake(String field, String seen, String remedy) {
        return mistake("%s: %s".formatted(at(field), seen), remedy);
    }

    private static InvalidSpecException mistake(String seen, String remedy) {
        return new InvalidSpecException("kind.yaml can't be used", seen, remedy);
    }

    private List<?> items(String field) {
        Object value = value(field).orElse(List.of());
        if (!(value instanceof List<?> items)) {
            throw mistake(field, "it is no list", "begin each entry with a dash");
        }
        return items;
    }

    private Optional<Object> value(String field) {
        read.add(field);
        return Optional.ofNullable(values.get(field));
    }

    private String at(String field) {
        return path + field;
    }
}
