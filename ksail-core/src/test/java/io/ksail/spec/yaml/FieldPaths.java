package io.ksail.spec.yaml;

import io.ksail.spec.yaml.SchemaElement.Section;
import java.util.List;
import java.util.stream.Stream;

/** The full names of all fields in the table. */
final class FieldPaths {

    private FieldPaths() {}

    /** Also those that only KSail serves. */
    static List<String> all() {
        return in(ClusterFields.ROOT, "", true).toList();
    }

    static List<String> served() {
        return in(ClusterFields.ROOT, "", false).toList();
    }

    private static Stream<String> in(Section section, String prefix, boolean unserved) {
        return section.members().stream().flatMap(member -> {
            String path = prefix + member.name();
            if (member instanceof Section child) {
                return Stream.concat(Stream.of(path), in(child, path + ".", unserved));
            }
            return member instanceof SchemaElement.Elsewhere || (member instanceof SchemaElement.Unserved && !unserved)
                    ? Stream.empty()
                    : Stream.of(path);
        });
    }
}
