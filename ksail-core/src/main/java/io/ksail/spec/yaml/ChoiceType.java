package io.ksail.spec.yaml;

import io.ksail.internal.NearestName;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of a few names, spelled exactly.
 *
 * @param what what is named, such as "distribution"
 * @param choices the values by name
 * @param elsewhere names that KSail knows and that are not available here, and why not
 */
record ChoiceType<T>(String what, Map<String, T> choices, Map<String, String> elsewhere) implements FieldType<T> {

    static <T> ChoiceType<T> of(String what, List<T> values, Function<T, String> name) {
        Map<String, T> choices = new LinkedHashMap<>();
        values.forEach(value -> choices.put(name.apply(value), value));
        return new ChoiceType<>(what, choices, Map.of());
    }

    /** A value that is always the same. */
    static ChoiceType<String> only(String what, String value) {
        return of(what, List.of(value), Function.identity());
    }

    ChoiceType<T> butNot(String why, String... names) {
        Map<String, String> more = new LinkedHashMap<>(elsewhere);
        List.of(names).forEach(name -> more.put(name, why));
        return new ChoiceType<>(what, choices, more);
    }

    @Override
    public Optional<T> read(YamlNode node, FieldReport report) {
        if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.TEXT) {
            report.wrongKind(node, names());
            return Optional.empty();
        }
        try {
            String given = EnvironmentText.expand(scalar.text(), report.environment());
            if (choices.size() == 1 && !choices.containsKey(given) && !elsewhere.containsKey(given)) {
                report.wrongKind(node, names());
                return Optional.empty();
            }
            return Optional.of(value(given));
        } catch (InvalidSpecException e) {
            report.refused(node, e);
            return Optional.empty();
        }
    }

    private T value(String given) {
        T value = choices.get(given);
        if (value != null) {
            return value;
        }
        String why = elsewhere.get(given);
        if (why != null) {
            throw new InvalidSpecException(given, why, "use " + names());
        }
        String question = NearestName.question(choices.keySet(), given);
        throw new InvalidSpecException(
                given, "there is no such %s".formatted(what), "expected %s%s".formatted(names(), question));
    }

    /** The names as a sentence lists them. */
    String names() {
        List<String> all = new ArrayList<>(choices.keySet());
        String last = all.remove(all.size() - 1);
        return all.isEmpty() ? last : String.join(", ", all) + " or " + last;
    }

    @Override
    public Object write(T value) {
        return choices.entrySet().stream()
                .filter(choice -> choice.getValue().equals(value))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public Map<String, Object> schema() {
        return choices.size() == 1
                ? Map.of("const", choices.keySet().iterator().next())
                : Map.of("enum", choices.keySet().toArray(String[]::new));
    }
}
