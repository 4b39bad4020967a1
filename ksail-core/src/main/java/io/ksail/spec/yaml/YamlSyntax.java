package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
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

    /** A phrase of the parser's own message, and what to say for it. The first one that is found counts. */
    private record Explanation(String phrase, boolean fromItsBeginning, String message, String remedy) {

        Explanation(String phrase, String message, String remedy) {
            this(phrase, false, message, remedy);
        }
    }

    private static final List<Explanation> EXPLANATIONS = List.of(
            new Explanation("(TAB)", "a tab where YAML takes only spaces", "indent with spaces"),
            new Explanation(
                    "mapping values are not allowed here",
                    "a ':' that can't be here",
                    "check the indentation; put quotes around a value that holds ': '"),
            new Explanation(
                    "while scanning a quoted scalar",
                    true,
                    "a quote that is never closed",
                    "close it on the same line"),
            new Explanation("could not find expected ':'", true, "a name without ':'", "write it as name: value"),
            new Explanation(
                    "expected ',' or ']'", true, "a '[' without its ']'", "close it, and put ',' between the values"),
            new Explanation(
                    "expected ',' or '}'", true, "a '{' without its '}'", "close it, and put ',' between the fields"),
            new Explanation("undefined alias", "aliases ('*name') are not supported", "write the value out"),
            new Explanation(
                    "expected the node content", "a value is missing or can't begin like this", "put it in quotes"),
            new Explanation(
                    "expected <block end>", "this does not line up with the lines above", "check the indentation"),
            new Explanation(
                    "cannot start any token", "a value can't begin with this character", "put the value in quotes"),
            new Explanation("escape", "a '\\' that begins no escape", "write '\\\\', or use single quotes"),
            new Explanation("Expected a field name", "a name that is not plain text", "write it as name: value"),
            new Explanation("incompatible YAML document", "directives ('%name') are not supported", "remove the line"),
            new Explanation("directive", "directives ('%name') are not supported", "remove the line"),
            new Explanation("<document start>", "this does not belong to the fields above", "check the indentation"),
            new Explanation("tag", "tags ('!name') are not supported", "remove the tag; quotes make a value text"));

    private final SourceText source;

    YamlSyntax(SourceText source) {
        this.source = source;
    }

    void explain(JsonProcessingException e, Mistakes mistakes) {
        String said = QUOTED_LINE.matcher(e.getOriginalMessage()).replaceAll("");
        for (Explanation explanation : EXPLANATIONS) {
            if (said.contains(explanation.phrase())) {
                Position position = position(said, e.getLocation(), explanation.fromItsBeginning());
                mistakes.add(position, explanation.message(), explanation.remedy());
                return;
            }
        }
        Position position = position(said, e.getLocation(), false);
        mistakes.add(position, "this is not YAML", "check the indentation, the colons and the quotes");
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
