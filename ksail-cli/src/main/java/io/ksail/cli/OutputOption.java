package io.ksail.cli;

import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The option that says how results are written. */
final class OutputOption {

    /** How results are written. */
    enum Format {
        /** For people. */
        TABLE,
        /** For people who want to know more. */
        WIDE,
        /** For programs. */
        JSON,
        /** For programs and people. */
        YAML
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            converter = FormatConverter.class,
            description = "How to write the result: table, wide, json or yaml (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TABLE;

    boolean isWide() {
        return format == Format.WIDE;
    }

    /**
     * The result as it is to be written.
     *
     * @param people makes the text for people
     * @param programs gives the values for programs, as {@link Document} takes them
     */
    String written(Supplier<String> people, Supplier<Object> programs) {
        return switch (format) {
            case TABLE, WIDE -> people.get();
            case JSON -> Document.json(programs.get());
            case YAML -> Document.yaml(programs.get());
        };
    }

    private static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String typed) {
            return Choices.output(typed);
        }
    }
}
