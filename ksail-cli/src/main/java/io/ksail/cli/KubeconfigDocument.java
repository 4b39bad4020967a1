package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.internal.yaml.YamlNode;
import io.ksail.kubeconfig.Kubeconfig;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * The text of a kubeconfig file, and what it becomes when the entries of a cluster are put into it or taken out. What
 * comes out is read again and compared with what was there, so that nothing else is lost. Messages never quote the text,
 * which holds credentials.
 */
final class KubeconfigDocument {

    private static final String CLUSTERS = "clusters";
    private static final String CONTEXTS = "contexts";
    private static final String USERS = "users";
    private static final String CURRENT = "current-context";
    private static final List<String> LISTS = List.of(CLUSTERS, CONTEXTS, USERS);
    private static final List<String> OURS = List.of(CLUSTERS, CONTEXTS, USERS, CURRENT);

    private final Path file;
    private final String text;
    private final Optional<MappingNode> root;

    /**
     * What to do with the entries.
     *
     * @param names of each list, those that go or are replaced
     * @param added the entries that come, in their lists
     * @param current the current context that is to be; empty if it is to stay
     */
    private record Edit(Map<String, Set<String>> names, Optional<Node> added, Optional<String> current) {

        Predicate<Node> concerns(String list) {
            return entry -> isNamed(entry, names.get(list));
        }
    }

    /**
     * Reads the bytes of a file.
     *
     * @param file the file as the user knows it
     * @throws KsailException if they are not those of a kubeconfig
     */
    KubeconfigDocument(Path file, byte[] bytes) {
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, true);
        this.file = file;
        this.text = decoded.flip().toString().replaceFirst("^\uFEFF", "");
        if (result.isError()) {
            throw refusal(text.length(), "it is not UTF-8 text from here on");
        }
        this.root = read();
    }

    private KubeconfigDocument with(String other) {
        return new KubeconfigDocument(file, other.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes for the file. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Optional<MappingNode> read() {
        Node node;
        try {
            node = YamlNodes.compose(text, false);
        } catch (YAMLException e) {
            throw explained(e);
        }
        if (node == null
                || node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return Optional.empty();
        }
        if (!(node instanceof MappingNode fields)) {
            throw refusal(node, "it holds no fields, such as clusters and contexts");
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple field : fields.getValue()) {
            String key = YamlNodes.text(field.getKeyNode()).orElse("");
            if (OURS.contains(key) && !seen.add(key)) {
                throw refusal(field.getKeyNode(), "%s is there twice".formatted(key));
            }
        }
        return Optional.of(fields);
    }

    /** With the entries of a kubeconfig, in the place of those of its name or behind the others. */
    KubeconfigDocument merged(Kubeconfig kubeconfig, boolean makeCurrent) {
        if (root.isEmpty()) {
            String line = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
            return with(line + "apiVersion: v1\nkind: Config\n").merged(kubeconfig, makeCurrent);
        }
        Set<String> name = Set.of(kubeconfig.context());
        return edited(new Edit(
                Map.of(CLUSTERS, name, CONTEXTS, name, USERS, name),
                Optional.of(YamlNodes.plain(kubeconfig.yaml())),
                Optional.of(kubeconfig.context()).filter(any -> makeCurrent)));
    }

    /** Without some contexts, and without the clusters and users that only they name. No other one becomes current. */
    KubeconfigDocument without(Collection<String> contexts) {
        if (items(CONTEXTS).noneMatch(context -> isNamed(context, contexts))) {
            return this;
        }
        return edited(new Edit(
                Map.of(
                        CONTEXTS, Set.copyOf(contexts),
                        CLUSTERS, onlyUsedBy(contexts, "cluster"),
                        USERS, onlyUsedBy(contexts, "user")),
                Optional.empty(),
                root.flatMap(fields -> YamlNodes.text(fields, CURRENT))
                        .filter(contexts::contains)
                        .map(gone -> "")));
    }

    private Set<String> onlyUsedBy(Collection<String> contexts, String key) {
        Map<Boolean, Set<String>> used = items(CONTEXTS)
                .collect(Collectors.partitioningBy(
                        context -> isNamed(context, contexts),
                        Collectors.flatMapping(
                                context -> YamlNodes.text(context, "context", key).stream(), Collectors.toSet())));
        used.get(true).removeAll(used.get(false));
        return used.get(true);
    }

    private static boolean isNamed(Node entry, Collection<String> names) {
        return YamlNodes.text(entry, "name").filter(names::contains).isPresent();
    }

    /** The contexts whose cluster is at an address. */
    List<String> contextsAt(String apiUrl) {
        return contextsOf(CLUSTERS, "cluster", cluster -> YamlNodes.text(cluster, "cluster", "server")
                .filter(apiUrl::equals)
                .isPresent());
    }

    /** The contexts whose user has the client key or the token of that of a kubeconfig. */
    List<String> contextsOf(Kubeconfig kubeconfig) {
        Set<String> theirs = with(kubeconfig.yaml())
                .items(USERS)
                .flatMap(KubeconfigDocument::credentials)
                .collect(Collectors.toSet());
        return contextsOf(USERS, "user", user -> credentials(user).anyMatch(theirs::contains));
    }

    private static Stream<String> credentials(Node user) {
        return Stream.of("client-key-data", "token")
                .flatMap(field -> YamlNodes.text(user, "user", field).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private List<String> contextsOf(String list, String key, Predicate<Node> wanted) {
        Set<String> names = items(list)
                .filter(wanted)
                .flatMap(entry -> YamlNodes.text(entry, "name").stream())
                .collect(Collectors.toSet());
        return items(CONTEXTS)
                .filter(context -> YamlNodes.text(context, "context", key)
                        .filter(names::contains)
                        .isPresent())
                .flatMap(context -> YamlNodes.text(context, "name").stream())
                .toList();
    }

    private Stream<Node> items(String list) {
        return root.stream().flatMap(fields -> items(fields, list).stream());
    }

    private static List<Node> items(Node root, String list) {
        return YamlNodes.field(root, list)
                .filter(SequenceNode.class::isInstance)
                .map(value -> ((SequenceNode) value).getValue())
                .orElse(List.of());
    }

    /** The document with all its comments: those in their places that the library can read and write there. */
    private KubeconfigDocument edited(Edit edit) {
        MappingNode before = root.orElseThrow();
        List<String> meant = YamlNodes.meaning(changed(edit, false));
        if (meant.equals(YamlNodes.meaning(before))) {
            return this;
        }
        for (boolean inPlace : List.of(true, false)) {
            try {
                String written = YamlNodes.written(changed(edit, inPlace));
                KubeconfigDocument after = with(commentsNotIn(written) + written);
                MappingNode is = after.root.orElseThrow();
                if (YamlNodes.meaning(is).equals(meant) && others(is, edit).equals(others(before, edit))) {
                    return after;
                }
            } catch (RuntimeException notInPlace) {
                continue;
            }
        }
        throw refusal("the entries of this cluster can't be changed without changing others");
    }

    private String commentsNotIn(String written) {
        List<String> lost = YamlNodes.comments(text);
        YamlNodes.comments(written).forEach(lost::remove);
        return lost.stream().map("#%s\n"::formatted).collect(Collectors.joining());
    }

    /** All that an edit is not about. */
    private static List<String> others(MappingNode root, Edit edit) {
        List<Node> others = new ArrayList<>();
        root.getValue().stream()
                .filter(field -> OURS.stream().noneMatch(key -> YamlNodes.isCalled(field, key)))
                .forEach(field -> others.addAll(List.of(field.getKeyNode(), field.getValueNode())));
        LISTS.forEach(list ->
                items(root, list).stream().filter(edit.concerns(list).negate()).forEach(others::add));
        return YamlNodes.meaning(new SequenceNode(Tag.SEQ, others, FlowStyle.BLOCK));
    }

    /** The nodes after an edit, with or without the comments. */
    private MappingNode changed(Edit edit, boolean comments) {
        MappingNode fields = (MappingNode) Objects.requireNonNull(YamlNodes.compose(text, comments));
        fields.setFlowStyle(FlowStyle.BLOCK);
        for (String key : LISTS) {
            Optional<Node> list = YamlNodes.field(fields, key).filter(value -> !YamlNodes.isNull(value));
            if (list.isPresent() && !(list.get() instanceof SequenceNode)) {
                throw refusal(list.get(), "%s is not a list that can be edited".formatted(key));
            }
            List<Node> before = items(fields, key);
            Predicate<Node> isOther = edit.concerns(key).negate();
            List<Node> after = before.stream().filter(isOther).collect(Collectors.toCollection(ArrayList::new));
            int place = (int) before.stream().takeWhile(isOther).count();
            edit.added().ifPresent(added -> after.addAll(place, items(added, key)));
            after.forEach(YamlNodes::beginLinesOfComments);
            if (!after.equals(before)) {
                set(fields, key, new SequenceNode(Tag.SEQ, after, FlowStyle.BLOCK));
            }
        }
        Optional<Node> current = YamlNodes.field(fields, CURRENT).filter(node -> !(node instanceof ScalarNode));
        if (edit.current().isPresent() && current.isPresent()) {
            throw refusal(current.get(), "%s is not a text".formatted(CURRENT));
        }
        edit.current()
                .filter(wanted -> !wanted.equals(YamlNodes.text(fields, CURRENT).orElse("")))
                .ifPresent(wanted -> set(fields, CURRENT, scalar(wanted)));
        return fields;
    }

    private static void set(MappingNode fields, String key, Node value) {
        List<NodeTuple> all = fields.getValue();
        if (all.stream().noneMatch(field -> YamlNodes.isCalled(field, key))) {
            all.add(new NodeTuple(scalar(key), value));
        }
        all.replaceAll(field -> YamlNodes.isCalled(field, key) ? new NodeTuple(field.getKeyNode(), value) : field);
    }

    private static Node scalar(String value) {
        ScalarStyle style = value.isEmpty() ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN;
        return new ScalarNode(Tag.STR, value, null, null, style);
    }

    private KsailException explained(YAMLException e) {
        if (e instanceof ReaderException unprintable) {
            return refusal(
                    unprintable.getPosition(),
                    "it holds a character that text files don't hold (U+%04X)".formatted(unprintable.getCodePoint()));
        }
        if (!(e instanceof MarkedYAMLException marked)) {
            return refusal("it is nested more than %d deep".formatted(YamlNodes.DEEPEST));
        }
        return String.valueOf(marked.getProblem()).contains("another document")
                ? refusal(marked.getProblemMark().getIndex(), "a second document begins here")
                : refusal(YamlNode.read(text).mistake().map(YamlMistake::seen).orElse("this is not YAML"));
    }

    private KsailException refusal(Node node, String reason) {
        return refusal(node.getStartMark().getIndex(), reason);
    }

    /** Says where, by a number of code points from the beginning. */
    private KsailException refusal(int at, String reason) {
        int end = Math.min(at, text.codePointCount(0, text.length()));
        String[] lines = text.substring(0, text.offsetByCodePoints(0, end)).split("\n", -1);
        String last = lines[lines.length - 1];
        int column = last.codePointCount(0, last.length()) + 1;
        return refusal("line %d, column %d: %s".formatted(lines.length, column, reason));
    }

    private KsailException refusal(String reason) {
        return new KsailException(
                "The kubeconfig file %s can't be edited".formatted(file),
                reason,
                "correct the file, or name another one; it was left as it is");
    }
}
