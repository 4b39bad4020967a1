package io.ksail.cli;

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

    Format format() {
        return format;
    }

    private static final class FormatConverter implements ITypeConverter<Format> {
        @Override
        public Format convert(String typed) {
            return Choices.output(typed);
        }
    }
}
