package io.ksail.spec.yaml;

import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.Member.Field;
import io.ksail.spec.yaml.Member.Section;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a configuration by the table of fields, so that reading it gives the same again. */
final class SpecWriter {

    private SpecWriter() {}

    static String write(KsailConfig config) {
        return FileText.yaml(section(ClusterFields.ROOT, config));
    }

    private static Map<String, Object> section(Section section, KsailConfig config) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Member member : section.members()) {
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
}
