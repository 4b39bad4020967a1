package io.ksail.spec.yaml;

import io.ksail.spec.yaml.SchemaElement.Elsewhere;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Origin;
import io.ksail.spec.yaml.SchemaElement.Section;
import io.ksail.spec.yaml.SchemaElement.Unserved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference says of each of KSail's fields what the reader does with it. */
class KsailFieldsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `([a-zA-Z.]+)`[^|]* \\| (honoured|ignored|refused)([^|]*)\\|");

    @Test
    void what_becomes_of_each_is_what_the_reference_says() throws IOException {
        Map<String, String> read = new TreeMap<>();
        collect(ClusterFields.ROOT, "", read);
        assertThat(documented()).isEqualTo(read);
    }

    private static Map<String, String> documented() throws IOException {
        String reference = Files.readString(Path.of("../docs/reference.md"));
        String section =
                reference.split("### What becomes of KSail's fields\n")[1].split("\n#")[0];
        return section.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> row.group(2)
                                + (row.group(2).equals("refused") ? row.group(3).strip() : "")));
    }

    private static void collect(Section section, String prefix, Map<String, String> into) {
        for (SchemaElement member : section.members()) {
            String path = prefix + member.name();
            if (member instanceof Section child) {
                if (child.origin() == Origin.KSAIL) {
                    collect(child, path + ".", into);
                }
            } else if (member instanceof Field<?> field) {
                if (field.origin() == Origin.KSAIL) {
                    into.put(path, "honoured");
                }
            } else if (member instanceof Elsewhere) {
                into.put(path, "ignored");
            } else if (member instanceof Unserved unserved) {
                into.put(
                        path,
                        "refused"
                                + (unserved.accepted().isEmpty()
                                        ? ""
                                        : ", unless `%s`"
                                                .formatted(unserved.accepted().get(0))));
            }
        }
    }
}
