package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Documents;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.resolver.Resolver;

/** Makes nodes of the parser's events, and a mistake with its place of what the parser says. */
final class NodeReader {

    private static final Resolver RESOLVER = new Resolver();

    private final String text;
    private final int line;
    private final int column;
    private final int deepest;
    private final Iterator<Event> events;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private @Nullable YamlNode root;
    private Position reached;

    /**
     * Begins to read a part of a file.
     *
     * @param line lines before it
     * @param column columns before it in its first line
     * @param deepest how deep it may be nested
     */
    NodeReader(String text, int line, int column, int deepest) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.text = text;
        this.line = line;
        this.column = column;
        this.deepest = deepest;
        this.reached = new Position(line + 1, column + 1);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    Documents read() {
        List<YamlNode> documents = new ArrayList<>();
        try {
            while (events.hasNext()) {
                Event event = events.next();
                if (event instanceof DocumentStartEvent) {
                    anchors.clear();
                } else if (event instanceof DocumentEndEvent) {
                    documents.add(root);
                    root = null;
                } else if (event instanceof NodeEvent node) {
                    read(node, 1, begun -> root = begun);
                }
            }
            return new Documents(documents, Optional.empty(), Optional.empty());
        } catch (YamlMistake e) {
            return broken(documents, e);
        } catch (MarkedYAMLException e) {
            return broken(documents, explained(e));
        } catch (ReaderException e) {
            return broken(documents, unprintable(e));
        } catch (YAMLException e) {
            return broken(documents, YamlMistake.of(e.getMessage(), reached, reached));
        }
    }

    private Documents broken(List<YamlNode> documents, YamlMistake mistake) {
        return new Documents(documents, Optional.ofNullable(root), Optional.of(mistake));
    }

    /** Hands a node on before it is filled, so that what was read is there when the rest can't be. */
    private void read(Event event, int depth, Consumer<YamlNode> into) {
        YamlNode node = begun(event, depth, false);
        into.accept(node);
        if (event instanceof MappingStartEvent) {
            fill((Mapping) node, depth + 1);
        } else if (event instanceof SequenceStartEvent) {
            for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
                read(next, depth + 1, ((Sequence) node).entries()::add);
            }
        }
    }

    private void fill(Mapping mapping, int depth) {
        for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
            if (!(begun(next, depth, true) instanceof Scalar name)) {
                throw new YamlMistake(
                        position(next.getStartMark()), "a name that is not plain text", "write it as name: value");
            }
            read(events.next(), depth, value -> mapping.entries().add(new Entry(name, value)));
        }
    }

    private YamlNode begun(Event event, int depth, boolean asName) {
        Position position = position(event.getStartMark());
        reached = position(event.getEndMark());
        if (depth > deepest) {
            throw new YamlMistake(
                    YamlMistake.Kind.DEPTH,
                    new Position(line + 1, 1),
                    "it is nested more than %d deep".formatted(deepest),
                    "check the brackets",
                    "");
        }
        String anchor = ((NodeEvent) event).getAnchor();
        if (event instanceof AliasEvent) {
            return Optional.ofNullable(anchors.get(anchor))
                    .orElseThrow(
                            () -> YamlMistake.of("undefined alias" + (asName ? " as a name" : ""), position, position));
        }
        String tag = event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        if (tag != null && new Tag(tag).isCustomGlobal()) {
            throw YamlMistake.of("a tag that YAML does not have", position, position);
        }
        String properties = (anchor == null ? "" : "&") + (tag == null ? "" : "!");
        YamlNode node = event instanceof ScalarEvent scalar
                ? scalar(position, properties, tag, scalar)
                : event instanceof MappingStartEvent
                        ? new Mapping(position, properties, new ArrayList<>())
                        : new Sequence(position, properties, new ArrayList<>());
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private static Scalar scalar(Position position, String properties, @Nullable String tag, ScalarEvent event) {
        boolean plain = event.getImplicit().canOmitTagInPlainScalar();
        String type = tag == null || tag.equals("!")
                ? RESOLVER.resolve(NodeId.scalar, event.getValue(), plain).getValue()
                : tag;
        return new Scalar(position, properties, plain, type.replace(Tag.PREFIX, ""), event.getValue());
    }

    private Position position(Mark mark) {
        return new Position(line + mark.getLine() + 1, (mark.getLine() == 0 ? column : 0) + mark.getColumn() + 1);
    }

    private YamlMistake explained(MarkedYAMLException e) {
        Mark broken = e.getProblemMark();
        Mark begun = e.getContextMark() == null ? broken : e.getContextMark();
        return YamlMistake.of(e.getContext() + " " + e.getProblem(), position(begun), position(broken));
    }

    private YamlMistake unprintable(ReaderException e) {
        int end = Math.max(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
        String before = text.substring(0, text.offsetByCodePoints(0, end));
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        int columns = before.length() - (before.lastIndexOf('\n') + 1) + (lines == 0 ? column : 0);
        String character = "U+%04X".formatted(e.getCodePoint());
        return new YamlMistake(
                YamlMistake.Kind.CHARACTER,
                new Position(line + lines + 1, columns + 1),
                "holds the character %s, which text files don't hold".formatted(character),
                "remove it; if the file is not text, name the right file",
                character);
    }
}
