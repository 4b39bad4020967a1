package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Alias;
import io.ksail.kubeconfig.file.YamlPart.Field;
import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import io.ksail.kubeconfig.file.YamlPart.Scalar;
import io.ksail.kubeconfig.file.YamlPart.Type;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads the one document of a text into parts that know their places. */
final class YamlReader {

    private static final int DEEPEST = 100;
    private static final Resolver RESOLVER = new Resolver();

    private final KubeconfigText source;
    /** The parser counts code points, Java counts UTF-16 units. */
    private final int[] offsets;

    private final Iterator<Event> events;
    private final Map<String, YamlPart> anchors = new HashMap<>();

    private YamlReader(KubeconfigText source) {
        this.source = source;
        this.offsets = offsets(source.text());
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.events =
                new Yaml(options).parse(new StringReader(parsable(source))).iterator();
    }

    /**
     * Reads the document.
     *
     * @return what it holds; empty if there is no document
     * @throws io.ksail.KsailException if it is not YAML, or more than one document
     */
    static Optional<YamlPart> read(KubeconfigText source) {
        YamlReader reader = new YamlReader(source);
        try {
            return reader.document();
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw source.refusal(mark == null ? 0 : reader.index(mark), YamlProblem.words(e.getProblem()));
        } catch (ReaderException e) {
            throw source.refusal(
                    reader.offsets[Math.min(Math.max(0, e.getPosition()), reader.offsets.length - 1)],
                    "it holds a character that text files don't hold (U+%04X)".formatted(e.getCodePoint()));
        }
    }

    /** This parser, unlike kubectl's, does not take tabs between the tokens of JSON. */
    private static String parsable(KubeconfigText source) {
        String text = source.text();
        int first = source.afterFiller(0);
        return text.startsWith("{", first) ? text.replace('\t', ' ') : text;
    }

    private static int[] offsets(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        for (int point = 1; point < offsets.length; point++) {
            offsets[point] = text.offsetByCodePoints(offsets[point - 1], 1);
        }
        return offsets;
    }

    private Optional<YamlPart> document() {
        YamlPart root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event.is(Event.ID.DocumentStart)) {
                if (root != null) {
                    throw source.refusal(index(event.getStartMark()), "a second document begins here");
                }
                root = part(events.next(), 0);
            }
        }
        return Optional.ofNullable(root);
    }

    private YamlPart part(Event event, int depth) {
        if (depth > DEEPEST) {
            throw source.refusal(index(event.getStartMark()), "it is nested more than %d deep".formatted(DEEPEST));
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        YamlPart part =
                switch (event.getEventId()) {
                    case Scalar -> scalar((ScalarEvent) event);
                    case SequenceStart -> items((SequenceStartEvent) event, depth);
                    default -> fields((MappingStartEvent) event, depth);
                };
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, part);
        }
        return part;
    }

    private YamlPart alias(AliasEvent event) {
        int start = index(event.getStartMark());
        YamlPart target = anchors.get(event.getAnchor());
        if (target == null) {
            throw source.refusal(start, "this alias ('*name') has no anchor ('&name') before it");
        }
        return new Alias(start, index(event.getEndMark()), target);
    }

    private YamlPart items(SequenceStartEvent event, int depth) {
        List<YamlPart> items = new ArrayList<>();
        Event next = events.next();
        for (; !next.is(Event.ID.SequenceEnd); next = events.next()) {
            items.add(part(next, depth + 1));
        }
        int end = event.isFlow() || items.isEmpty()
                ? index(next.getEndMark())
                : items.get(items.size() - 1).end();
        return new Items(index(event.getStartMark()), end, event.isFlow(), items);
    }

    private YamlPart fields(MappingStartEvent event, int depth) {
        List<Field> fields = new ArrayList<>();
        Event next = events.next();
        for (; !next.is(Event.ID.MappingEnd); next = events.next()) {
            YamlPart key = part(next, depth + 1);
            fields.add(new Field(key, part(events.next(), depth + 1)));
        }
        int end = event.isFlow() || fields.isEmpty()
                ? index(next.getEndMark())
                : Math.max(
                        fields.get(fields.size() - 1).key().end(),
                        fields.get(fields.size() - 1).value().end());
        return new Fields(index(event.getStartMark()), end, event.isFlow(), fields);
    }

    private YamlPart scalar(ScalarEvent event) {
        boolean block = event.isLiteral() || event.isFolded();
        int start = index(event.getStartMark());
        int end = index(event.getEndMark());
        return new Scalar(start, block ? endOfLines(start, end) : end, event.getValue(), type(event), block);
    }

    /** Blank lines after a block belong to it only if it says so ({@code |+}). */
    private int endOfLines(int start, int end) {
        String text = source.text();
        int header = source.afterProperties(start);
        header = source.afterFiller(header);
        int endOfIndicators = header + 1;
        while (endOfIndicators < end && "+-0123456789".indexOf(text.charAt(endOfIndicators)) >= 0) {
            endOfIndicators++;
        }
        int last = end;
        if (text.substring(header, endOfIndicators).contains("+")) {
            return source.beginsLine(last) ? Math.max(endOfIndicators, source.previousLineEnd(last)) : last;
        }
        while (last > endOfIndicators && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return last;
    }

    private static Type type(ScalarEvent event) {
        String tag = event.getTag();
        if (tag == null || tag.equals("!")) {
            boolean plain = event.getImplicit().canOmitTagInPlainScalar();
            tag = RESOLVER.resolve(NodeId.scalar, event.getValue(), plain).getValue();
        }
        if (tag.equals(Tag.NULL.getValue())) {
            return Type.NULL;
        }
        if (tag.equals(Tag.BOOL.getValue())) {
            return Type.BOOLEAN;
        }
        return tag.equals(Tag.INT.getValue()) || tag.equals(Tag.FLOAT.getValue()) ? Type.NUMBER : Type.TEXT;
    }

    private int index(Mark mark) {
        return offsets[Math.min(mark.getIndex(), offsets.length - 1)];
    }
}
