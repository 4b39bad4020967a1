package io.ksail.internal.yaml;

import java.util.List;
import java.util.Optional;

/**
 * What a phrase of the YAML parser's own message means to somebody who wrote the file.
 *
 * @param phrase what the parser says
 * @param fromItsBeginning whether the place is where the construct began, not where it broke
 * @param message what is wrong
 * @param remedy what would be right
 */
public record SyntaxWords(String phrase, boolean fromItsBeginning, String message, String remedy) {

    /** What can be said of anything else. */
    public static final SyntaxWords UNKNOWN =
            new SyntaxWords("", "this is not YAML", "check the indentation, the colons and the quotes");

    private static final List<SyntaxWords> KNOWN = List.of(
            new SyntaxWords("(TAB)", "a tab where YAML takes only spaces", "indent with spaces"),
            new SyntaxWords(
                    "mapping values are not allowed here",
                    "a ':' that can't be here",
                    "check the indentation; put quotes around a value that holds ': '"),
            new SyntaxWords(
                    "while scanning a quoted scalar",
                    true,
                    "a quote that is never closed",
                    "close it on the same line"),
            new SyntaxWords("could not find expected ':'", true, "a name without ':'", "write it as name: value"),
            new SyntaxWords(
                    "expected ',' or ']'", true, "a '[' without its ']'", "close it, and put ',' between the values"),
            new SyntaxWords(
                    "expected ',' or '}'", true, "a '{' without its '}'", "close it, and put ',' between the fields"),
            new SyntaxWords("undefined alias", "an alias ('*name') of nothing", "name the anchor ('&name') before it"),
            new SyntaxWords(
                    "expected the node content", "a value is missing or can't begin like this", "put it in quotes"),
            new SyntaxWords(
                    "expected <block end>", "this does not line up with the lines above", "check the indentation"),
            new SyntaxWords(
                    "cannot start any token", "a value can't begin with this character", "put the value in quotes"),
            new SyntaxWords("escape", "a '\\' that begins no escape", "write '\\\\', or use single quotes"),
            new SyntaxWords("<document start>", "this does not belong to the fields above", "check the indentation"));

    /** Words about the place where it broke. */
    public SyntaxWords(String phrase, String message, String remedy) {
        this(phrase, false, message, remedy);
    }

    /** The words for what a parser says without lines of the file; empty if there are none. */
    public static Optional<SyntaxWords> of(String said) {
        return among(KNOWN, said);
    }

    /** The same with other words to choose from, the first that fit. */
    public static Optional<SyntaxWords> among(List<SyntaxWords> words, String said) {
        return words.stream().filter(one -> said.contains(one.phrase())).findFirst();
    }
}
