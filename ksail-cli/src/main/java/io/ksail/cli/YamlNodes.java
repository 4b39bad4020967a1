package io.ksail.cli;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.CommentToken;

/** SnakeYAML's nodes: how they are read, asked, written and compared. */
final class YamlNodes {

    static final int DEEPEST = 100;

    private static final int DEEPEST_MERGE = 10;

    private static final Pattern NUMBER = Pattern.compile("[-+.0-9][-+.:\\w ]*");
    private static final Mark LINE_START = new Mark("", 0, 0, 0, new int[0], 0);

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
        Stream<Node> merged = depth == 0 ? Stream.of() : values(node, "<<");
        return values(node, key).reduce((first, last) -> last).or(() -> merged.flatMap(
                        base -> base instanceof SequenceNode list ? list.getValue().stream() : Stream.of(base))
                .flatMap(base -> field(base, key, depth - 1).stream())
                .findFirst());
    }

    private static Stream<Node> values(Node node, String key) {
        List<NodeTuple> fields = node instanceof MappingNode mapping ? mapping.getValue() : List.of();
        return fields.stream().filter(field -> isCalled(field, key)).map(NodeTuple::getValueNode);
    }

    /** Whether a field has a name. */
    static boolean isCalled(NodeTuple field, String key) {
        return text(field.getKeyNode()).filter(key::equals).isPresent();
    }

    /** The fields of a text as kubectl writes them: with quotes only where they are needed. */
    static Node plain(String text) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        return new Yaml(options).represent(new Yaml().load(text));
    }

    /** Moves comments above braces to the beginning of their lines: the library can't write them behind a dash. */
    static void beginLinesOfComments(Node item) {
        if (item.getBlockComments() != null) {
            item.setBlockComments(item.getBlockComments().stream()
                    .map(line -> new CommentLine(LINE_START, LINE_START, line.getValue(), line.getCommentType()))
                    .toList());
        }
    }

    /** The text of a document, with the comments that its nodes carry. */
    static String written(Node node) {
        DumperOptions options = new DumperOptions();
        options.setProcessComments(true);
        options.setSplitLines(false);
        StringWriter written = new StringWriter();
        new Yaml(options).serialize(node, written);
        return written.toString();
    }

    /** All comments of a text, also where nodes can't carry them, without their number signs. */
    static List<String> comments(String text) {
        Scanner scanner = new ScannerImpl(new StreamReader(text), options(true));
        List<String> comments = new ArrayList<>();
        while (scanner.checkToken()) {
            if (scanner.getToken() instanceof CommentToken comment
                    && comment.getCommentType() != CommentType.BLANK_LINE) {
                comments.add(comment.getValue());
            }
        }
        return comments;
    }

    /** What a document without comments means, however it is written: two that mean the same give the same. */
    static List<String> meaning(Node document) {
        return new Yaml().serialize(document).stream().map(YamlNodes::meaning).toList();
    }

    private static String meaning(Event event) {
        if (!(event instanceof ScalarEvent scalar)) {
            return event.toString();
        }
        // The library puts some numbers and times in quotes, behind a tag or not, and others would read something else.
        boolean isNumber = scalar.isPlain()
                && scalar.getImplicit().canOmitTagInPlainScalar()
                && NUMBER.matcher(scalar.getValue()).matches();
        return scalar.getAnchor() + " " + scalar.getTag() + " " + isNumber + " " + scalar.getValue();
    }
}
