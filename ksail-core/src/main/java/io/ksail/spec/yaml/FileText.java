package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns maps, arrays, text, numbers and booleans into the text of a YAML or JSON file. */
final class FileText {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .stringQuotingChecker(new QuoteWhatIsNotAWord())
            .build();

    private FileText() {}

    static String yaml(Map<String, Object> root) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = YAML.createGenerator(text)) {
            write(out, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static String json(Map<String, Object> root) {
        StringWriter text = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            out.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
            write(out, root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName((String) entry.getKey());
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof String[] texts) {
            out.writeStartArray();
            for (String text : texts) {
                out.writeString(text);
            }
            out.writeEndArray();
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else {
            out.writeString((String) value);
        }
    }

    /** Leaves only words unquoted that nothing could take for anything else. */
    private static final class QuoteWhatIsNotAWord extends StringQuotingChecker {

        private static final long serialVersionUID = 1L;
        private static final Pattern WORD = Pattern.compile("[A-Za-z/][A-Za-z0-9./_-]*");
        private static final Set<String> SPECIAL = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

        @Override
        public boolean needToQuoteName(String name) {
            return needToQuoteValue(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !WORD.matcher(value).matches() || SPECIAL.contains(value.toLowerCase(Locale.ROOT));
        }
    }
}
