package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Section;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes a configuration by the table of fields, so that reading it gives the same again. */
final class SpecWriter {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .stringQuotingChecker(new QuoteWhatIsNotAWord())
            .build());

    private SpecWriter() {}

    static String write(KsailConfig config) {
        try {
            return YAML.writeValueAsString(section(ClusterFields.ROOT, config));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> section(Section section, KsailConfig config) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (SchemaElement member : section.members()) {
            if (member instanceof Section child) {
                Map<String, Object> inner = section(child, config);
                if (!inner.isEmpty()) {
                    fields.put(child.name(), inner);
                }
            } else if (member instanceof Field<?> field) {
                write(field, config, fields);
            }
        }
        return fields;
    }

    private static <T> void write(Field<T> field, KsailConfig config, Map<String, Object> fields) {
        field.get()
                .apply(config)
                .ifPresent(value -> fields.put(field.name(), field.type().write(value)));
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
