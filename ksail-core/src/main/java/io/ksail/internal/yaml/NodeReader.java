package io.ksail.internal.yaml;

import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads text that the parser takes; the parser gives the nodes, and what they mean is said here. */
final class NodeReader {

    /** Deeper than any schema in a custom resource definition, and harmless. */
    private static final int DEEPEST = 500;

    /** Aliases make a lot out of little. */
    private static final int MOST_VALUES = 2_000_000;

    private static final Tag PLAIN = new Tag("!plain");
    private static final String OF_YAML = "tag:yaml.org,2002:";

    private final String text;
    private final int line;
    private final int column;
    private final boolean asWritten;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    /** Leaves it open what a value without quotes is. */
    private static final class Undecided extends Resolver {

        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
        }
    }

    NodeReader(String text, int line, int column, boolean asWritten) {
        this.text = text;
        this.line = line;
        this.column = column;
        this.asWritten = asWritten;
    }

    List<@Nullable Object> documents() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEEPEST);
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Undecided());
        List<@Nullable Object> documents = new ArrayList<>();
        try {
            for (Node root : yaml.composeAll(new StringReader(text))) {
                documents.add(value(root));
            }
        } catch (MarkedYAMLException e) {
            throw explained(e);
        } catch (ReaderException e) {
            throw unprintable(e);
        } catch (YAMLException e) {
            throw new YamlMistake(
                    line + 1, 1, "it is nested more than %d deep".formatted(DEEPEST), "check the brackets");
        }
        return documents;
    }

    private @Nullable Object value(Node node) {
        if (++values > MOST_VALUES) {
            throw mistake(
                    node, "its aliases make more than %d values".formatted(MOST_VALUES), "write less out of them");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (!open.add(node)) {
            throw mistake(node, "an alias in the value that it stands for", "write the value out");
        }
        Object value = node instanceof MappingNode mapping ? fields(mapping) : items((SequenceNode) node);
        open.remove(node);
        return value;
    }

    private List<@Nullable Object> items(SequenceNode node) {
        List<@Nullable Object> items = new ArrayList<>();
        node.getValue().forEach(item -> items.add(value(item)));
        return items;
    }

    private Map<String, @Nullable Object> fields(MappingNode node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, Node> names = new HashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple field : node.getValue()) {
            if (isMerge(field.getKeyNode())) {
                merged.add(field.getValueNode());
                continue;
            }
            String name = name(field.getKeyNode());
            Node before = names.putIfAbsent(name, field.getKeyNode());
            if (before != null) {
                throw mistake(
                        field.getKeyNode(),
                        "'%s' is given twice; the first is in line %d"
                                .formatted(name, line + before.getStartMark().getLine() + 1),
                        "remove one of them");
            }
            fields.put(name, value(field.getValueNode()));
        }
        merged.forEach(one -> merge(one, fields));
        return fields;
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getValue().equals("<<")
                && (key.getTag().equals(PLAIN) || key.getTag().equals(Tag.MERGE));
    }

    /** What is there already stays, whether it was written out or came from an earlier map. */
    private void merge(Node merged, Map<String, @Nullable Object> into) {
        if (merged instanceof SequenceNode several) {
            several.getValue().forEach(one -> merge(one, into));
        } else if (value(merged) instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> {
                if (!into.containsKey(String.valueOf(name))) {
                    into.put(String.valueOf(name), value);
                }
            });
        } else {
            throw mistake(merged, "'<<' takes fields, or a list of such", "name an anchor ('&name') of fields");
        }
    }

    private String name(Node key) {
        if (!(key instanceof ScalarNode scalar)) {
            throw mistake(key, "a name that is not plain text", "write it as name: value");
        }
        String written = scalar.getValue();
        if (asWritten || !key.getTag().equals(PLAIN)) {
            return written;
        }
        Object name = resolved(key, written);
        if (name == null) {
            throw mistake(key, "a name is missing", "write it as name: value");
        }
        if (!isSame(name, written)) {
            throw mistake(
                    key,
                    "the name %s is no text, and kubectl would make '%s' of it".formatted(written, name),
                    "put it in quotes");
        }
        return written;
    }

    private static boolean isSame(Object name, String written) {
        return name instanceof Double number
                ? Float.toString(number.floatValue()).equals(written)
                        && new BigDecimal(written)
                                .stripTrailingZeros()
                                .toPlainString()
                                .equals(written)
                : name.toString().equals(written);
    }

    private @Nullable Object scalar(ScalarNode node) {
        String written = node.getValue();
        String tag = node.getTag().getValue();
        if (node.getTag().equals(PLAIN)) {
            return asWritten ? undecided(written) : resolved(node, written);
        }
        return switch (tag.startsWith(OF_YAML) ? tag.substring(OF_YAML.length()) : "") {
            case "int" -> tagged(node, Integer.class, Long.class);
            case "float" -> tagged(node, Double.class, Integer.class, Long.class);
            case "bool" -> tagged(node, Boolean.class);
            case "null" -> null;
            case "binary" -> binary(node);
            default -> written;
        };
    }

    private Object tagged(ScalarNode node, Class<?>... types) {
        Object value = resolved(node, node.getValue());
        for (Class<?> type : types) {
            if (type.isInstance(value)) {
                return type.cast(value);
            }
        }
        throw mistake(node, "a value that is not what its tag says", "remove the tag");
    }

    private String binary(ScalarNode node) {
        try {
            return new String(
                    Base64.getDecoder().decode(node.getValue().replaceAll("\\s", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw mistake(node, "a value that is not what its tag says", "write it in base64");
        }
    }

    private @Nullable Object resolved(Node node, String written) {
        try {
            return GoScalar.of(written);
        } catch (GoScalar.Changed e) {
            throw mistake(node, "%s %s".formatted(written, e.getMessage()), "put it in quotes, if it is meant as text");
        }
    }

    private static @Nullable Object undecided(String written) {
        try {
            Object value = GoScalar.of(written);
            return value == null || value instanceof String ? value : new PlainScalar(written, value);
        } catch (GoScalar.Changed e) {
            return written;
        }
    }

    private YamlMistake mistake(Node node, String seen, String remedy) {
        return at(node.getStartMark(), seen, remedy);
    }

    private YamlMistake at(@Nullable Mark mark, String seen, String remedy) {
        return mark == null
                ? new YamlMistake(line + 1, 1, seen, remedy)
                : new YamlMistake(
                        line + mark.getLine() + 1,
                        (mark.getLine() == 0 ? column : 0) + mark.getColumn() + 1,
                        seen,
                        remedy);
    }

    private YamlMistake explained(MarkedYAMLException e) {
        SyntaxWords words =
                SyntaxWords.of(e.getContext() + " " + e.getProblem()).orElse(SyntaxWords.UNKNOWN);
        boolean first = words.fromItsBeginning() && e.getContextMark() != null;
        return at(
                first || e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark(),
                words.message(),
                words.remedy());
    }

    private YamlMistake unprintable(ReaderException e) {
        int end = Math.max(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        String before = text.substring(0, text.offsetByCodePoints(0, end));
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        return new YamlMistake(
                line + lines + 1,
                before.length() - (before.lastIndexOf('\n') + 1) + 1 + (lines == 0 ? column : 0),
                "holds the character U+%04X, which text files don't hold".formatted(e.getCodePoint()),
                "remove it; if the file is not text, name the right file");
    }
}
