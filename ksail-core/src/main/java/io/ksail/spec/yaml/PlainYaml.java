package io.ksail.spec.yaml;

import io.ksail.internal.yaml.SyntaxWords;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.internal.yaml.YamlNode;
import io.ksail.internal.yaml.YamlNode.Documents;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one document of a {@code ksail.yaml}, which is plain: no name twice, and no anchors, aliases, tags, merge keys and
 * directives. So no alias is followed, and nothing is read that lies deeper than any field.
 */
record PlainYaml(SourceText source, Diagnostics diagnostics) {

    private static final int DEEPEST = 20;

    /** What YAML has, and this file does not. */
    private static final List<SyntaxWords> NOT_SUPPORTED = List.of(
            new SyntaxWords("undefined alias as a name", "a name that is not plain text", "write it as name: value"),
            new SyntaxWords("undefined alias", "aliases ('*name') are not supported", "write the value out"),
            new SyntaxWords("incompatible YAML document", "directives ('%name') are not supported", "remove the line"),
            new SyntaxWords("directive", "directives ('%name') are not supported", "remove the line"));

    private static final List<SyntaxWords> TAGS = List.of(
            new SyntaxWords("tag", "tags ('!name') are not supported", "remove the tag; quotes make a value text"));

    /**
     * Reads the document.
     *
     * @throws io.ksail.spec.InvalidSpecException if it is not YAML, not one document, or nested too deep
     */
    static Mapping read(SourceText source, Diagnostics diagnostics) {
        return new PlainYaml(source, diagnostics).fields(YamlNode.read(source.text()));
    }

    private Mapping fields(Documents read) {
        List<YamlNode> roots = Stream.concat(read.documents().stream(), read.begun().stream())
                .limit(2)
                .toList();
        boolean empty = roots.isEmpty()
                ? read.mistake().isEmpty()
                : roots.get(0) instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NOTHING;
        if (empty) {
            throw fatal(Position.START, "the file is empty", "begin it with apiVersion: ksail.io/v1alpha1");
        }
        Optional<YamlNode> root = roots.stream().findFirst().map(node -> plain(node, 0));
        if (roots.size() > 1) {
            throw fatal(roots.get(1).position(), "a second document begins here", "put one cluster into one file");
        }
        read.mistake().ifPresent(mistake -> {
            throw explained(mistake);
        });
        YamlNode whole = root.orElseThrow();
        if (!(whole instanceof Mapping mapping)) {
            throw fatal(
                    whole.position(),
                    "the file holds %s, not fields".formatted(FieldReport.described(whole)),
                    "begin it with apiVersion: ksail.io/v1alpha1");
        }
        return mapping;
    }

    private YamlNode plain(YamlNode node, int depth) {
        rejectProperties(node);
        if (depth > DEEPEST) {
            throw fatal(
                    node.position(),
                    "nested more than %d deep".formatted(DEEPEST),
                    "no field lies that deep; check the indentation");
        }
        if (node instanceof Mapping mapping) {
            return plain(mapping, depth + 1);
        }
        if (node instanceof Sequence sequence) {
            return new Sequence(
                    node.position(),
                    "",
                    sequence.entries().stream()
                            .map(entry -> plain(entry, depth + 1))
                            .toList());
        }
        return node;
    }

    private Mapping plain(Mapping mapping, int depth) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            rejectProperties(entry.name());
            YamlNode value = plain(entry.value(), depth);
            Position before = seen.putIfAbsent(entry.key(), entry.keyPosition());
            if (entry.key().equals("<<")) {
                diagnostics.add(entry.keyPosition(), "merge keys ('<<') are not supported", "write the fields out");
            } else if (before != null) {
                diagnostics.add(
                        entry.keyPosition(),
                        "%s is given twice; the first is in line %d".formatted(Quoted.of(entry.key()), before.line()),
                        "remove one of them");
            } else {
                entries.add(new Entry(entry.name(), value));
            }
        }
        return new Mapping(mapping.position(), "", entries);
    }

    private void rejectProperties(YamlNode node) {
        if (node.properties().contains("&")) {
            throw fatal(node.position(), "anchors ('&name') are not supported", "remove the anchor");
        }
        if (!node.properties().isEmpty()) {
            throw fatal(
                    node.position(), "tags ('!name') are not supported", "remove the tag; quotes make a value text");
        }
    }

    private RuntimeException explained(YamlMistake mistake) {
        boolean unknown = mistake.reason().equals(SyntaxWords.UNKNOWN.message());
        Optional<SyntaxWords> ours = SyntaxWords.among(NOT_SUPPORTED, mistake.said())
                .or(() -> SyntaxWords.among(TAGS, mistake.said()).filter(words -> unknown));
        int last = Math.max(1, source.lines().size());
        return fatal(
                mistake.position().line() > last ? new Position(last, 1) : mistake.position(),
                ours.map(SyntaxWords::message).orElse(mistake.reason()),
                ours.map(SyntaxWords::remedy).orElse(mistake.remedy()));
    }

    /** Says what makes the rest of the file unreadable, together with everything found before. */
    private RuntimeException fatal(Position position, String message, String remedy) {
        diagnostics.add(position, message, remedy);
        diagnostics.throwIfAny();
        return new IllegalStateException(message);
    }
}
