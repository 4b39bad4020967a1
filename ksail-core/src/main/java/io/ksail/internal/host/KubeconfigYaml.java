package io.ksail.internal.host;

import io.ksail.internal.host.HostKubeconfig.Unusable;
import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.internal.yaml.YamlNode;
import io.ksail.internal.yaml.YamlNode.Documents;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private static final Set<String> ON = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> OFF = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");

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
        Documents read = KubernetesYaml.read(text, DEEPEST);
        if (read.documents().isEmpty() && read.mistake().isPresent()) {
            throw unusable(read.mistake().get());
        }
        Object copy = read.documents().isEmpty()
                ? null
                : new Copy().of("", read.documents().get(0), 0);
        if (copy != null && !(copy instanceof Map)) {
            throw new Unusable("it holds no fields, such as clusters and contexts");
        }
        // What stands behind the first document may be anything.
        boolean hasMore = read.documents().size() > 1 || read.mistake().isPresent();
        return new KubeconfigYaml(copy == null ? Map.of() : map(copy), hasMore);
    }

    private static Unusable unusable(YamlMistake mistake) {
        return switch (mistake.kind()) {
            case CHARACTER ->
                new Unusable("it is no text: it holds a character that text files don't hold (%s)"
                        .formatted(mistake.said()));
            case DEPTH -> new Unusable("it is not YAML or JSON, or is nested more than %d deep".formatted(DEEPEST));
            default -> notYaml(mistake.position());
        };
    }

    private static Unusable notYaml(Position at) {
        return new Unusable("it is not YAML or JSON (line %d, column %d)".formatted(at.line(), at.column()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object copy) {
        return (Map<String, Object>) copy;
    }

    /** Unfolds aliases, and leaves out what is null. A token of digits is a text, and so is a context called {@code on}. */
    private static final class Copy {

        private int values;

        @Nullable
        Object of(String key, YamlNode node, int depth) throws Unusable {
            count(depth);
            if (node instanceof Mapping mapping) {
                Map<String, YamlNode> fields = new LinkedHashMap<>();
                collect(mapping, fields, depth);
                Map<String, Object> copy = new LinkedHashMap<>();
                for (Map.Entry<String, YamlNode> field : fields.entrySet()) {
                    String name = field.getKey();
                    Object inner = NOT_OURS.contains(name) ? null : of(name, field.getValue(), depth + 1);
                    if (inner != null) {
                        copy.put(name, inner);
                    }
                }
                return copy;
            }
            if (node instanceof Sequence list) {
                // Of texts a place counts, as of arguments; of entries, one that is null has nothing to say.
                boolean texts = list.entries().stream().anyMatch(item -> item instanceof Scalar && !isNull(item));
                List<Object> copy = new ArrayList<>();
                for (YamlNode item : list.entries()) {
                    copy.add(isNull(item) && texts ? "" : of(key, item, depth + 1));
                }
                copy.removeIf(Objects::isNull);
                return copy;
            }
            String word = ((Scalar) node).text();
            boolean isSwitch = SWITCHES.contains(key) && (ON.contains(word) || OFF.contains(word));
            return isNull(node) ? null : isSwitch ? (Object) ON.contains(word) : word;
        }

        private void count(int depth) throws Unusable {
            if (depth > DEEPEST || ++values > MOST_VALUES) {
                throw new Unusable("its aliases ('*name') lead back to themselves, or unfold to too much");
            }
        }

        private static boolean isNull(YamlNode node) {
            return node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NOTHING;
        }

        /** The last value of a name; and of merged maps, those of the first that has it. */
        private void collect(Mapping mapping, Map<String, YamlNode> fields, int depth) throws Unusable {
            count(depth);
            Map<String, YamlNode> own = new LinkedHashMap<>();
            List<YamlNode> merged = new ArrayList<>();
            for (Entry entry : mapping.entries()) {
                if (!entry.isMerge()) {
                    own.put(entry.key(), entry.value());
                } else if (entry.value() instanceof Sequence several) {
                    merged.addAll(several.entries());
                } else {
                    merged.add(entry.value());
                }
            }
            own.forEach(fields::putIfAbsent);
            for (YamlNode base : merged) {
                if (!(base instanceof Mapping fieldsToMerge)) {
                    throw notYaml(base.position());
                }
                collect(fieldsToMerge, fields, depth + 1);
            }
        }
    }
}
