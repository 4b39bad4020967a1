package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Position;

/** What is wrong in a file, and where. Whoever reads the file says which one it is. */
public final class YamlMistake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Position position;
    private final String reason;
    private final String remedy;
    private final String said;

    /** What sort of mistake it is. */
    public enum Kind {
        /** It holds what text files don't hold. */
        CHARACTER,
        /** It is nested deeper than whoever reads it goes. */
        DEPTH,
        /** It is no YAML, or not what it has to be. */
        OTHER
    }

    YamlMistake(Position position, String reason, String remedy) {
        this(Kind.OTHER, position, reason, remedy, "");
    }

    YamlMistake(Kind kind, Position position, String reason, String remedy, String said) {
        super("line %d, column %d: %s".formatted(position.line(), position.column(), reason));
        this.kind = kind;
        this.position = position;
        this.reason = reason;
        this.remedy = remedy;
        this.said = said;
    }

    /** What the parser says of a construct, in plain words. */
    static YamlMistake of(String said, Position begun, Position broken) {
        SyntaxWords words = SyntaxWords.of(said).orElse(SyntaxWords.UNKNOWN);
        Position position = words.fromItsBeginning() ? begun : broken;
        return new YamlMistake(Kind.OTHER, position, words.message(), words.remedy(), said);
    }

    /** What sort of mistake it is. */
    public Kind kind() {
        return kind;
    }

    /** Where it is. */
    public Position position() {
        return position;
    }

    /** What is wrong, without its place. */
    public String reason() {
        return reason;
    }

    /** What is wrong, after its place. */
    public String seen() {
        return getMessage();
    }

    /** What would be right. */
    public String remedy() {
        return remedy;
    }

    /** The parser's own words, or the character in question. */
    public String said() {
        return said;
    }
}
