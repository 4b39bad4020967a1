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
import org.yaml.snakeyaml.comments.CommentLine;
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

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final boolean marked;
    private final String text;
    private final Optional<MappingNode> root;

    /**
     * What to do with the entries.
     *
     * @param names of each list, those that go or are replaced
     * @param added whose entries come
     * @param current the current context that is to be; empty if it is to stay
     */
    private record Edit(Map<String, Set<String>> names, Optional<Kubeconfig> added, Optional<String> current) {

        Predicate<Node> concerns(String list) {
            return entry -> YamlNodes.text(entry, "name")
                    .filter(names.get(list)::contains)
                    .isPresent();
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
        String all = decoded.flip().toString();
        this.file = file;
        this.marked = all.startsWith(BYTE_ORDER_MARK);
        this.text = marked ? all.substring(1) : all;
        if (result.isError()) {
            throw refusal(text.length(), "it is not UTF-8 text from here on");
        }
        this.root = read();
    }

    private KubeconfigDocument with(String other) {
        return new KubeconfigDocument(file, ((marked ? BYTE_ORDER_MARK : "") + other).getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes for the file. */
    byte[] bytes() {
        return ((marked ? BYTE_ORDER_MARK : "") + text).getBytes(StandardCharsets.UTF_8);
    }

    private Optional<MappingNode> read() {
        Node node;
        try {
            node = YamlNodes.compose(text, false);
        } catch (MarkedYAMLException e) {
            throw explained(e);
        } catch (ReaderException e) {
            throw refusal(
                    e.getPosition(),
                    "it holds a character that text files don't hold (U+%04X)".formatted(e.getCodePoint()));
        } catch (YAMLException e) {
            throw refusal("it is nested more than %d deep".formatted(YamlNodes.DEEPEST));
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
            String ended = text.isEmpty() || text.endsWith("\n") ? "" : lineBreak();
            return with(text + ended + "apiVersion: v1" + lineBreak() + "kind: Config" + lineBreak())
                    .merged(kubeconfig, makeCurrent);
        }
        String name = kubeconfig.context();
        Map<String, Set<String>> names = LISTS.stream().collect(Collectors.toMap(list -> list, list -> Set.of(name)));
        return edited(new Edit(names, Optional.of(kubeconfig), Optional.of(name).filter(any -> makeCurrent)));
    }

    /** Without some contexts, and without the clusters and users that only they name. No other one becomes current. */
    KubeconfigDocument without(Collection<String> contexts) {
        Optional<String> current =
                root.flatMap(fields -> YamlNodes.text(fields, CURRENT)).filter(contexts::contains);
        Map<String, Set<String>> names = Map.of(
                CONTEXTS, Set.copyOf(contexts),
                CLUSTERS, onlyUsedBy(contexts, "cluster"),
                USERS, onlyUsedBy(contexts, "user"));
        Edit edit = new Edit(names, Optional.empty(), current.map(gone -> ""));
        return items(CONTEXTS).anyMatch(edit.concerns(CONTEXTS)) ? edited(edit) : this;
    }

    private Set<String> onlyUsedBy(Collection<String> contexts, String key) {
        Map<Boolean, Set<String>> used = items(CONTEXTS)
                .collect(Collectors.partitioningBy(
                        context -> YamlNodes.text(context, "name")
                                .filter(contexts::contains)
                                .isPresent(),
                        Collectors.flatMapping(
                                context -> YamlNodes.text(context, "context", key).stream(), Collectors.toSet())));
        used.get(true).removeAll(used.get(false));
        return used.get(true);
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
                .distinct()
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

    /** The document with its comments, those on top that can't be kept in their places. */
    private KubeconfigDocument edited(Edit edit) {
        MappingNode before = root.orElseThrow();
        MappingNode meant = changed(edit, false);
        if (YamlNodes.isSame(before, meant)) {
            return this;
        }
        List<Node> gone = LISTS.stream()
                .flatMap(list -> items(list).filter(edit.concerns(list)))
                .toList();
        // The library can't read comments in some places, such as behind an opening bracket, nor write them in others.
        for (boolean inPlace : List.of(true, false)) {
            try {
                String written = YamlNodes.written(changed(edit, inPlace), lineBreak());
                List<String> lost = YamlNodes.comments(text, gone);
                YamlNodes.comments(written, List.of()).forEach(lost::remove);
                KubeconfigDocument after = with(lost.stream()
                                .map(comment -> "#" + comment + lineBreak())
                                .collect(Collectors.joining())
                        + written);
                MappingNode is = after.root.orElseThrow();
                if (YamlNodes.isSame(is, meant) && YamlNodes.isSame(others(is, edit), others(before, edit))) {
                    return after;
                }
            } catch (RuntimeException notInPlace) {
                continue;
            }
        }
        throw refusal("the entries of this cluster can't be changed without changing others");
    }

    /** The nodes after an edit, with or without the comments. */
    private MappingNode changed(Edit edit, boolean comments) {
        MappingNode fields = (MappingNode) Objects.requireNonNull(YamlNodes.compose(text, comments));
        boolean json = fields.getFlowStyle() == FlowStyle.FLOW;
        for (String key : LISTS) {
            Optional<Node> list = YamlNodes.field(fields, key).filter(value -> !YamlNodes.isNull(value));
            if (list.isPresent() && !(list.get() instanceof SequenceNode)) {
                throw refusal(list.get(), "%s is not a list that can be edited".formatted(key));
            }
            Optional<Node> entry = edit.added()
                    .map(kubeconfig ->
                            with(kubeconfig.yaml()).items(key).findFirst().orElseThrow())
                    .map(node -> entry(node, json));
            List<Node> items = new ArrayList<>();
            List<CommentLine> above = new ArrayList<>();
            for (Node item : items(fields, key)) {
                above.addAll(YamlNodes.above(item));
                Optional<Node> kept = Optional.of(item);
                if (edit.concerns(key).test(item)) {
                    kept = entry.map(ours -> YamlNodes.isSame(item, ours) ? item : ours);
                    entry = Optional.empty();
                }
                if (kept.isPresent()) {
                    YamlNodes.first(kept.get()).setBlockComments(above);
                    items.add(kept.get());
                    above = new ArrayList<>();
                }
            }
            entry.ifPresent(items::add);
            if (!items.equals(items(fields, key))) {
                SequenceNode changed = new SequenceNode(Tag.SEQ, items, fields.getFlowStyle());
                changed.setEndComments(above);
                set(fields, key, changed);
            }
        }
        Optional<Node> current = YamlNodes.field(fields, CURRENT);
        if (edit.current().isPresent()
                && current.filter(node -> !(node instanceof ScalarNode)).isPresent()) {
            throw refusal(current.get(), "%s is not a text".formatted(CURRENT));
        }
        edit.current()
                .filter(wanted -> !wanted.equals(YamlNodes.text(fields, CURRENT).orElse("")))
                .ifPresent(wanted -> set(fields, CURRENT, scalar(wanted, json)));
        return fields;
    }

    private static void set(MappingNode fields, String key, Node value) {
        for (int index = 0; index < fields.getValue().size(); index++) {
            NodeTuple field = fields.getValue().get(index);
            if (YamlNodes.isCalled(field, key)) {
                Node before = field.getValueNode();
                boolean list = value instanceof SequenceNode && before.getInLineComments() != null;
                (list ? field.getKeyNode() : value).setInLineComments(before.getInLineComments());
                fields.getValue().set(index, new NodeTuple(field.getKeyNode(), value));
                return;
            }
        }
        fields.getValue().add(new NodeTuple(scalar(key, fields.getFlowStyle() == FlowStyle.FLOW), value));
    }

    private static Node scalar(String value, boolean json) {
        ScalarStyle style = json || value.isEmpty() ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN;
        return new ScalarNode(Tag.STR, value, null, null, style);
    }

    /** An entry of ours: quoted where it has to be, or as JSON. */
    private static Node entry(Node node, boolean json) {
        if (!(node instanceof MappingNode fields)) {
            return scalar(((ScalarNode) node).getValue(), json);
        }
        List<NodeTuple> entries = new ArrayList<>();
        fields.getValue()
                .forEach(field ->
                        entries.add(new NodeTuple(entry(field.getKeyNode(), json), entry(field.getValueNode(), json))));
        return new MappingNode(Tag.MAP, entries, json ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    /** All that an edit is not about. */
    private static Node others(MappingNode root, Edit edit) {
        List<Node> others = new ArrayList<>();
        root.getValue().stream()
                .filter(field -> OURS.stream().noneMatch(key -> YamlNodes.isCalled(field, key)))
                .forEach(field -> others.addAll(List.of(field.getKeyNode(), field.getValueNode())));
        LISTS.forEach(list ->
                items(root, list).stream().filter(edit.concerns(list).negate()).forEach(others::add));
        return new SequenceNode(Tag.SEQ, others, FlowStyle.BLOCK);
    }

    private String lineBreak() {
        int end = text.indexOf('\n');
        return end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
    }

    private KsailException explained(MarkedYAMLException e) {
        return String.valueOf(e.getProblem()).contains("another document")
                ? refusal(e.getProblemMark().getIndex(), "a second document begins here")
                : refusal(YamlNode.read(text).mistake().map(YamlMistake::seen).orElse("this is not YAML"));
    }

    private KsailException refusal(Node node, String reason) {
        return refusal(node.getStartMark().getIndex(), reason);
    }

    /** Says where, by a number of code points from the beginning. */
    private KsailException refusal(int at, String reason) {
        int end = Math.max(0, Math.min(at, text.codePointCount(0, text.length())));
        String before = text.substring(0, text.offsetByCodePoints(0, end));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
        return refusal("line %d, column %d: %s".formatted(line, column, reason));
    }

    private KsailException refusal(String reason) {
        return new KsailException(
                "The kubeconfig file %s can't be edited".formatted(file),
                reason,
                "correct the file, or name another one; it was left as it is");
    }
}
