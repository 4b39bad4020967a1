package io.ksail.spec.yaml;

import io.ksail.internal.Durations;
import io.ksail.internal.NearestName;
import io.ksail.internal.yaml.YamlNode;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.RegistryMirrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be written as a field's value.
 *
 * @param <T> what the value means
 */
interface FieldType<T> {

    /** The value of a node; empty when it stands for the default, or when it is wrong and that has been reported. */
    Optional<T> read(YamlNode node, FieldReport report);

    /** The value as YAML writes it: text, a number, a boolean or a map of such. */
    default Object write(T value) {
        return value;
    }

    /** The values that are allowed, in the words of JSON Schema. */
    Map<String, Object> schema();

    /** Text; environment variables in it are replaced by their values. */
    record TextType(String expected, boolean emptyIsDefault, boolean numbersToo, boolean quotesHelp)
            implements FieldType<String> {

        private static final int LONGEST = 4_096;

        /** Text of a certain form, and not empty. */
        static TextType of(String expected) {
            return new TextType(expected, false, false, false);
        }

        /** Any text that is not empty. */
        static TextType any(String expected) {
            return new TextType(expected, false, false, true);
        }

        /** Text whose empty form means the default, as KSail's documentation has it for the field. */
        static TextType emptyIsDefault(String expected) {
            return new TextType(expected, true, false, true);
        }

        /** A version, of which MAJOR.MINOR may be written as a number: its text counts, so that 1.30 is not 1.3. */
        static TextType version(String examples) {
            return new TextType("a version, such as " + examples, false, true, false);
        }

        /** A Kubernetes quantity, which may be written as a number. */
        static TextType quantity(String example) {
            return new TextType("a quantity, such as " + example, false, true, false);
        }

        @Override
        public Optional<String> read(YamlNode node, FieldReport report) {
            Optional<String> text = text(node, report);
            if (text.isPresent() && text.get().isBlank()) {
                return emptyIsDefault
                        ? Optional.empty()
                        : report.wrong(node, "is the empty text", "expected " + expected);
            }
            if (text.isPresent() && text.get().length() > LONGEST) {
                return report.wrong(
                        node, "has %d characters".formatted(text.get().length()), "expected " + expected);
            }
            return text;
        }

        private Optional<String> text(YamlNode node, FieldReport report) {
            if (!(node instanceof Scalar scalar) || scalar.kind() == Scalar.Kind.NOTHING) {
                return report.wrongKind(node, expected);
            }
            if (scalar.kind() == Scalar.Kind.TEXT) {
                try {
                    return Optional.of(EnvironmentText.expand(scalar.text(), report.environment()));
                } catch (InvalidSpecException e) {
                    return report.refused(node, e);
                }
            }
            if (scalar.kind() == Scalar.Kind.NUMBER && numbersToo) {
                return Optional.of(scalar.text());
            }
            String quotes = quotesHelp ? "; quotes make it text: \"%s\"".formatted(Quoted.clipped(scalar.text())) : "";
            return report.wrongKind(node, expected + quotes);
        }

        @Override
        public Object write(String value) {
            return EnvironmentText.escape(value);
        }

        @Override
        public Map<String, Object> schema() {
            if (numbersToo) {
                return Map.of("type", new String[] {"string", "number"});
            }
            return emptyIsDefault ? Map.of("type", "string") : Map.of("type", "string", "minLength", 1);
        }
    }

    /**
     * A list of texts.
     *
     * @param example one of them
     */
    record StringListType(String example) implements FieldType<List<String>> {

        @Override
        public Optional<List<String>> read(YamlNode node, FieldReport report) {
            if (!(node instanceof Sequence sequence)) {
                return report.wrongKind(node, "a list of texts, such as [%s]".formatted(example));
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

    /** {@code true} or {@code false}, as YAML 1.2 has it. */
    record BooleanType() implements FieldType<Boolean> {

        private static final Set<String> YES = Set.of("yes", "on", "y", "enabled", "true", "1");
        private static final Set<String> NO = Set.of("no", "off", "n", "disabled", "false", "0");

        @Override
        public Optional<Boolean> read(YamlNode node, FieldReport report) {
            String meant = node instanceof Scalar scalar ? scalar.text().toLowerCase(Locale.ROOT) : "";
            // The parser also takes yes, no, on and off for booleans, as YAML 1.1 had it; editors and people don't
            // agree.
            if (node instanceof Scalar scalar
                    && scalar.kind() == Scalar.Kind.BOOLEAN
                    && (meant.equals("true") || meant.equals("false"))) {
                return Optional.of(Boolean.valueOf(meant));
            }
            if (meant.equals("true") || meant.equals("false")) {
                report.wrongKind(node, meant + ", without quotes");
            } else {
                String question = YES.contains(meant) ? "; did you mean 'true'?" : "; did you mean 'false'?";
                report.wrongKind(node, "true or false" + (YES.contains(meant) || NO.contains(meant) ? question : ""));
            }
            return Optional.empty();
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "boolean");
        }
    }

    /** A whole number within a range. */
    record IntegerType(int least, int most) implements FieldType<Integer> {

        @Override
        public Optional<Integer> read(YamlNode node, FieldReport report) {
            String expected = "a whole number from %d to %d".formatted(least, most);
            if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.NUMBER) {
                boolean quoted = node instanceof Scalar text && text.text().matches("\\d+");
                return report.wrongKind(node, quoted ? expected + ", without quotes" : expected);
            }
            if (!scalar.text().matches("0|[1-9]\\d{0,8}") || !inRange(Integer.parseInt(scalar.text()))) {
                return report.wrongKind(node, expected);
            }
            return Optional.of(Integer.parseInt(scalar.text()));
        }

        private boolean inRange(int number) {
            return number >= least && number <= most;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "integer", "minimum", least, "maximum", most);
        }
    }

    /** A length of time with its unit, in the form of Go: {@code 90s}, {@code 3m}, {@code 1m30s}. */
    record DurationType() implements FieldType<Duration> {

        private static final TextType TEXT = TextType.of("a duration, such as 90s, 3m or 1m30s");

        @Override
        public Optional<Duration> read(YamlNode node, FieldReport report) {
            if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Scalar.Kind.NUMBER) {
                return report.wrong(
                        node,
                        "is %s, without a unit".formatted(FieldReport.described(scalar)),
                        "expected a duration, such as 90s, 3m or 1m30s; did you mean '%ss'?"
                                .formatted(Quoted.clipped(scalar.text())));
            }
            Optional<String> text = TEXT.read(node, report);
            Optional<Duration> duration = text.flatMap(Durations::parse);
            if (text.isPresent() && duration.isEmpty()) {
                report.wrong(
                        node,
                        "%s %s".formatted(Quoted.of(text.get()), Durations.whatIsWrongWith(text.get())),
                        "expected a number and a unit, such as 90s, 3m or 1m30s");
            }
            return duration;
        }

        @Override
        public Object write(Duration value) {
            return Durations.compact(value);
        }

        @Override
        public Map<String, Object> schema() {
            return TEXT.schema();
        }
    }

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
                return report.wrongKind(node, names());
            }
            try {
                String given = EnvironmentText.expand(scalar.text(), report.environment());
                if (choices.size() == 1 && !choices.containsKey(given) && !elsewhere.containsKey(given)) {
                    return report.wrongKind(node, names());
                }
                return Optional.of(value(given));
            } catch (InvalidSpecException e) {
                return report.refused(node, e);
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

    /** A mirror's URL by registry; an empty map means none, whatever the environment says. */
    record MirrorsType() implements FieldType<RegistryMirrors> {

        private static final TextType URL = TextType.of("a URL, such as https://mirror.example.com");

        @Override
        public Optional<RegistryMirrors> read(YamlNode node, FieldReport report) {
            if (!(node instanceof Mapping mapping)) {
                return report.wrongKind(node, "a map, such as docker.io: https://mirror.example.com");
            }
            RegistryMirrors mirrors = RegistryMirrors.none();
            for (Entry entry : mapping.entries()) {
                FieldReport mirror = report.at(report.path() + "[" + Quoted.clipped(entry.key()) + "]");
                try {
                    RegistryMirrors.requireRegistry(entry.key());
                } catch (InvalidSpecException e) {
                    report.add(
                            entry.keyPosition(),
                            "%s %s can't be used: %s".formatted(report.path(), Quoted.of(entry.key()), e.seen()),
                            e.remedy());
                    continue;
                }
                Optional<String> url = URL.read(entry.value(), mirror);
                try {
                    mirrors = url.isPresent() ? mirrors.with(entry.key(), url.get()) : mirrors;
                } catch (InvalidSpecException e) {
                    mirror.refused(entry.value(), e);
                }
            }
            return Optional.of(mirrors);
        }

        @Override
        public Object write(RegistryMirrors value) {
            Map<String, Object> endpoints = new LinkedHashMap<>();
            value.endpoints().forEach((registry, url) -> endpoints.put(registry, URL.write(url.toString())));
            return endpoints;
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "object", "additionalProperties", Map.of("type", "string"));
        }
    }
}
