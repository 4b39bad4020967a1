package io.ksail.host;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.HostKubeconfig.Unusable;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The bytes of a kubeconfig as kubectl reads them: UTF-8, or UTF-16 that says so; the first document; merge keys and
 * anchors; what is {@code null} is as good as not there. Every value is text, but for switches. Reasons never quote the
 * file, as what can't be read may be a credential.
 *
 * @param fields the fields of the file; none if it is empty
 * @param hasMore whether further documents follow, which kubectl does not look at
 */
record KubeconfigYaml(Map<String, Object> fields, boolean hasMore) {

    private static final int DEEPEST = 100;

    /** What aliases of aliases may become. */
    private static final int MOST_VALUES = 100_000;

    private static final Set<String> SWITCHES =
            Set.of("insecure-skip-tls-verify", "disable-compression", "provideClusterInfo");

    /** What other programs keep in there, in forms of their own. */
    private static final Set<String> NOT_OURS = Set.of("extensions", "preferences");

    /** Text without its byte order mark. */
    static String decoded(byte[] bytes) throws Unusable {
        Charset charset = startsWith(bytes, 0xff, 0xfe)
                ? StandardCharsets.UTF_16LE
                : startsWith(bytes, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new Unusable("it is no text: it is binary, or UTF-16 without its byte order mark");
            }
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unusable("it is no text: it is binary, or in another encoding than UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    static KubeconfigYaml read(String text) throws Unusable {
        Iterator<Object> all = json(text).map(json -> List.of(json).iterator()).orElseGet(() -> documents(text));
        try {
            Object first = all.hasNext() ? all.next() : null;
            Object copy = new Copy().of("", first, 0);
            if (copy != null && !(copy instanceof Map)) {
                throw new Unusable("it holds no fields, such as clusters and contexts");
            }
            return new KubeconfigYaml(copy == null ? Map.of() : map(copy), hasMore(all));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw new Unusable("it is not YAML or JSON"
                    + (mark == null
                            ? ""
                            : " (line %d, column %d)".formatted(mark.getLine() + 1, mark.getColumn() + 1)));
        } catch (ReaderException e) {
            throw new Unusable("it is no text: it holds a character that text files don't hold (U+%04X)"
                    .formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            throw new Unusable("it is not YAML or JSON, or is nested more than %d deep".formatted(DEEPEST));
        }
    }

    /** What stands behind the first document may be anything. */
    private static boolean hasMore(Iterator<Object> all) {
        try {
            return all.hasNext();
        } catch (YAMLException e) {
            return true;
        }
    }

    /** JSON has escapes and blanks that this parser of YAML does not take. */
    private static Optional<Object> json(String text) {
        try {
            return text.stripLeading().startsWith("{")
                    ? Optional.of(Serialization.unmarshal(text, Map.class))
                    : Optional.empty();
        } catch (RuntimeException notJson) {
            return Optional.empty();
        }
    }

    private static Iterator<Object> documents(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_VALUES);
        options.setCodePointLimit(Integer.MAX_VALUE);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new TextOnly())
                .loadAll(new StringReader(text))
                .iterator();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object copy) {
        return (Map<String, Object>) copy;
    }

    /** A token of digits is a text, and so is a context that is called {@code on}. */
    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }

    /** Unfolds aliases, and leaves out what is null. */
    private static final class Copy {

        private int values;

        @Nullable
        Object of(String key, @Nullable Object value, int depth) throws Unusable {
            if (depth > DEEPEST || ++values > MOST_VALUES) {
                throw new Unusable("its aliases ('*name') lead back to themselves, or unfold to too much");
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> copy = new LinkedHashMap<>();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    String name = String.valueOf(field.getKey());
                    Object inner = NOT_OURS.contains(name) ? null : of(name, field.getValue(), depth + 1);
                    if (inner != null) {
                        copy.put(name, inner);
                    }
                }
                return copy;
            }
            if (value instanceof List<?> list) {
                // Of texts a place counts, as of arguments; of entries, one that is null has nothing to say.
                boolean texts = list.stream().anyMatch(String.class::isInstance);
                List<Object> copy = new ArrayList<>();
                for (Object item : list) {
                    copy.add(item == null && texts ? "" : of(key, item, depth + 1));
                }
                copy.removeIf(Objects::isNull);
                return copy;
            }
            if (value == null || !SWITCHES.contains(key)) {
                return value instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : value == null ? null : value.toString();
            }
            String word = value.toString();
            return Resolver.BOOL.matcher(word).matches() ? (Object) word.matches("(?i)true|yes|on") : word;
        }
    }
}
