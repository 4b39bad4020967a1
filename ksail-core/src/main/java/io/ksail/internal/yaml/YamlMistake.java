package io.ksail.internal.yaml;

/** What is wrong in a file, and where. Whoever reads the file says which one it is. */
public final class YamlMistake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    YamlMistake(int line, int column, String seen, String remedy) {
        super("line %d, column %d: %s".formatted(line, column, seen));
        this.remedy = remedy;
    }

    /**
     * What is wrong, after its place.
     *
     * @return one line
     */
    public String seen() {
        return getMessage();
    }

    /**
     * What would be right.
     *
     * @return one line
     */
    public String remedy() {
        return remedy;
    }
}
