package io.ksail.cli;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.serializer.AnchorGenerator;
import org.yaml.snakeyaml.serializer.NumberAnchorGenerator;
import org.yaml.snakeyaml.tokens.CommentToken;
import org.yaml.snakeyaml.tokens.Token;

/** SnakeYAML's nodes: how they are read, asked and compared, and written so that what is read again is the same. */
final class YamlNodes {

    static final int DEEPEST = 100;

    private static final int DEEPEST_MERGE = 10;
    private static final Resolver RESOLVER = new Resolver();
    private static final Tag PLAIN = new Tag("!ksail-plain");

    private YamlNodes() {}

    /** The one document of a text; null if there is none. */
    static @Nullable Node compose(String text, boolean comments) {
        return new Yaml(options(comments)).compose(new StringReader(text));
    }

    private static LoaderOptions options(boolean comments) {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(comments);
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEEPEST);
        return options;
    }

    /** The text of a scalar; empty for anything else, and for null. */
    static Optional<String> text(Node node, String... path) {
        Optional<Node> value = Optional.of(node);
        for (String key : path) {
            value = value.flatMap(at -> field(at, key));
        }
        return value.filter(at -> at instanceof ScalarNode && !isNull(at)).map(at -> ((ScalarNode) at).getValue());
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The value of a field, the last one if there are several; or that of a merge key ({@code <<}). */
    static Optional<Node> field(Node node, String key) {
        return field(node, key, DEEPEST_MERGE);
    }

    private static Optional<Node> field(Node node, String key, int depth) {
        Optional<Node> own = values(node, key).reduce((first, last) -> last);
        return own.isPresent() || depth == 0
                ? own
                : values(node, "<<")
                        .flatMap(base -> base instanceof SequenceNode list ? list.getValue().stream() : Stream.of(base))
                        .flatMap(base -> field(base, key, depth - 1).stream())
                        .findFirst();
    }

    private static Stream<Node> values(Node node, String key) {
        List<NodeTuple> fields = node instanceof MappingNode mapping ? mapping.getValue() : List.of();
        return fields.stream().filter(field -> isCalled(field, key)).map(NodeTuple::getValueNode);
    }

    /** Whether a field has a name. */
    static boolean isCalled(NodeTuple field, String key) {
        return text(field.getKeyNode()).filter(key::equals).isPresent();
    }

    /** The comments above a node. */
    static List<CommentLine> above(Node node) {
        List<CommentLine> comments = first(node).getBlockComments();
        return comments == null ? List.of() : comments;
    }

    /** What carries the comments above a node. */
    static Node first(Node node) {
        return node instanceof MappingNode fields
                        && fields.getFlowStyle() != FlowStyle.FLOW
                        && !fields.getValue().isEmpty()
                ? first(fields.getValue().get(0).getKeyNode())
                : node;
    }

    /** The text of nodes, which are changed by it. */
    static String written(Node node, String lineBreak) {
        prepare(node, new HashSet<>());
        boolean json = node instanceof MappingNode fields && fields.getFlowStyle() == FlowStyle.FLOW;
        boolean windows = lineBreak.equals("\r\n");
        DumperOptions options = new DumperOptions();
        options.setProcessComments(true);
        options.setSplitLines(false);
        options.setPrettyFlow(json);
        AnchorGenerator numbers = new NumberAnchorGenerator(0);
        options.setAnchorGenerator(
                shared -> shared.getAnchor() == null ? numbers.nextAnchor(shared) : shared.getAnchor());
        options.setLineBreak(windows ? DumperOptions.LineBreak.WIN : DumperOptions.LineBreak.UNIX);
        StringWriter written = new StringWriter();
        new Yaml(options).serialize(node, written);
        String plain = written.toString().replaceAll(PLAIN.getValue() + " '([^']*)'", "$1");
        // The library begins a line for a comma behind a bracket.
        return json ? plain.replaceAll("%1$s *(?=,|%1$s)".formatted(lineBreak), "") : plain;
    }

    /**
     * Marks or changes what the library would write as something else: numbers such as 0123, which it quotes; comments
     * above braces; and in braces a value that is left out.
     */
    private static void prepare(Node node, Set<Node> done) {
        if (!done.add(node)) {
            return;
        }
        if (node instanceof SequenceNode list && list.getFlowStyle() != FlowStyle.FLOW) {
            for (Node item : list.getValue()) {
                List<CommentLine> above = above(item);
                if (item instanceof MappingNode braces
                        && !above.isEmpty()
                        && !braces.getValue().isEmpty()) {
                    Node last =
                            braces.getValue().get(braces.getValue().size() - 1).getValueNode();
                    if (braces.getFlowStyle() == FlowStyle.FLOW) {
                        last.setInLineComments(braces.getInLineComments());
                    }
                    braces.setBlockComments(List.of());
                    braces.setFlowStyle(FlowStyle.BLOCK);
                    first(item).setBlockComments(above);
                }
            }
        }
        if (node instanceof MappingNode braces && braces.getFlowStyle() == FlowStyle.FLOW) {
            braces.getValue()
                    .replaceAll(field -> field.getValueNode() instanceof ScalarNode scalar
                                    && scalar.getValue().isEmpty()
                                    && scalar.isPlain()
                            ? new NodeTuple(
                                    field.getKeyNode(), new ScalarNode(Tag.NULL, "null", null, null, ScalarStyle.PLAIN))
                            : field);
        }
        if (node instanceof ScalarNode scalar && isNumberLike(scalar)) {
            scalar.setTag(PLAIN);
        }
        children(node).forEach(child -> prepare(child, done));
    }

    /** Whether a scalar may be a number or a time by its looks, whoever reads it. */
    private static boolean isNumberLike(ScalarNode scalar) {
        return scalar.isPlain()
                && scalar.getValue().matches("[-+.0-9][ -&(-~]*")
                && RESOLVER.resolve(NodeId.scalar, scalar.getValue(), true).equals(scalar.getTag());
    }

    private static List<Node> children(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue()
                : (node instanceof MappingNode mapping ? mapping.getValue() : List.<NodeTuple>of())
                        .stream()
                                .flatMap(field -> Stream.of(field.getKeyNode(), field.getValueNode()))
                                .toList();
    }

    /** The comments of a text, without their number signs, and without those in some nodes. */
    static List<String> comments(String text, List<Node> but) {
        Scanner scanner = new ScannerImpl(new StreamReader(text), options(true));
        List<String> comments = new ArrayList<>();
        while (scanner.checkToken()) {
            Token token = scanner.getToken();
            int line = token.getStartMark().getLine();
            if (token instanceof CommentToken comment
                    && comment.getCommentType() != CommentType.BLANK_LINE
                    && but.stream()
                            .noneMatch(node -> line >= node.getStartMark().getLine() && line <= lastLine(node))) {
                comments.add(comment.getValue());
            }
        }
        return comments;
    }

    /** Where the library has a block end, comments may have come before. */
    private static int lastLine(Node node) {
        List<Node> children = children(node);
        Node last = children.isEmpty() ? node : children.get(children.size() - 1);
        boolean isBlock = node instanceof CollectionNode<?> collection && collection.getFlowStyle() != FlowStyle.FLOW;
        if (isBlock && last.getStartMark().getIndex() > node.getStartMark().getIndex()) {
            return lastLine(last);
        }
        boolean isLines = node instanceof ScalarNode scalar
                && Set.of(ScalarStyle.LITERAL, ScalarStyle.FOLDED).contains(scalar.getScalarStyle());
        return node.getEndMark().getLine() - (isLines ? 1 : 0);
    }

    /** Whether nodes mean the same, however they are written. */
    static boolean isSame(Node one, Node other) {
        return isSame(one, other, new HashSet<>());
    }

    /** Aliases make nodes meet again, also within themselves. */
    private static boolean isSame(Node one, Node other, Set<Map.Entry<Node, Node>> met) {
        if (!met.add(Map.entry(one, other))) {
            return true;
        }
        if (!one.getTag().equals(other.getTag()) || one.getNodeId() != other.getNodeId()) {
            return false;
        }
        if (one instanceof ScalarNode scalar && other instanceof ScalarNode another) {
            return (isNull(one) || scalar.getValue().equals(another.getValue()))
                    && (isNumberLike(scalar) || !isNumberLike(another));
        }
        List<Node> ones = children(one);
        List<Node> others = children(other);
        boolean same = ones.size() == others.size();
        for (int index = 0; same && index < ones.size(); index++) {
            same = isSame(ones.get(index), others.get(index), met);
        }
        return same;
    }
}
