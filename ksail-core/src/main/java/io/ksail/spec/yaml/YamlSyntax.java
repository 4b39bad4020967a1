package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.ksail.internal.yaml.SyntaxWords;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in plain words why a file is not YAML. */
final class YamlSyntax {

    /** The parser quotes the file's own lines, which must not be taken for its words. */
    private static final Pattern QUOTED_LINE = Pattern.compile("(?m)^ {4}.*$");

    /** A place in the parser's own message. The first is where the construct began, the last where it broke. */
    private static final Pattern PLACE = Pattern.compile("line (\\d{1,9}), column (\\d{1,9})");

    /** What YAML has, and this file does not. */
    private static final List<SyntaxWords> NOT_SUPPORTED = List.of(
            new SyntaxWords("undefined alias", "aliases ('*name') are not supported", "write the value out"),
            new SyntaxWords("incompatible YAML document", "directives ('%name') are not supported", "remove the line"),
            new SyntaxWords("directive", "directives ('%name') are not supported", "remove the line"));

    private static final List<SyntaxWords> TAGS = List.of(
            new SyntaxWords("tag", "tags ('!name') are not supported", "remove the tag; quotes make a value text"));

    private final SourceText source;

    YamlSyntax(SourceText source) {
        this.source = source;
    }

    void explain(JsonProcessingException e, Diagnostics diagnostics) {
        String said = QUOTED_LINE.matcher(e.getOriginalMessage()).replaceAll("");
        SyntaxWords words = SyntaxWords.among(NOT_SUPPORTED, said)
                .or(() -> SyntaxWords.of(said))
                .or(() -> SyntaxWords.among(TAGS, said))
                .orElse(SyntaxWords.UNKNOWN);
        Position position = position(said, e.getLocation(), words.fromItsBeginning());
        diagnostics.add(position, words.message(), words.remedy());
    }

    private Position position(String said, @Nullable JsonLocation location, boolean first) {
        Position position = location == null
                ? Position.START
                : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
        Matcher place = PLACE.matcher(said);
        for (boolean found = place.find(); found; found = !first && place.find()) {
            position = new Position(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)));
        }
        int last = Math.max(1, source.lines().size());
        return position.line() > last ? new Position(last, 1) : position;
    }
}
