package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Documents;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The one tree of what is read with places. */
class YamlNodeTest {

    @Test
    void every_part_knows_its_place() {
        Mapping root = (Mapping)
                YamlNode.read("# top\na: [x,\n  {b: 1}]\n").documents().get(0);
        Entry entry = root.entry("a").orElseThrow();
        Sequence list = (Sequence) entry.value();
        assertThat(root.position()).isEqualTo(new Position(2, 1));
        assertThat(entry.keyPosition()).isEqualTo(new Position(2, 1));
        assertThat(list.position()).isEqualTo(new Position(2, 4));
        assertThat(list.entries())
                .extracting(YamlNode::position)
                .containsExactly(new Position(2, 5), new Position(3, 3));
    }

    @Test
    void a_name_that_is_there_twice_and_an_anchor_and_a_tag_are_kept() {
        Mapping root =
                (Mapping) YamlNode.read("a: &x !t 1\na: *x\n").documents().get(0);
        assertThat(root.entries()).extracting(Entry::key).containsExactly("a", "a");
        assertThat(root.entries())
                .allSatisfy(entry -> assertThat(entry.value().properties()).isEqualTo("&!"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1, NUMBER",
                "0x1F, NUMBER",
                "1_000, NUMBER",
                "1.5, NUMBER",
                ".inf, NUMBER",
                "1:30, TEXT",
                "08, TEXT",
                "yes, BOOLEAN",
                "True, BOOLEAN",
                "y, TEXT",
                "~, NOTHING",
                "'', NOTHING",
                "'\"\"', TEXT",
                "2001-12-14, TEXT",
                "\"1\", TEXT",
                "!!str 1, TEXT",
                "text, TEXT"
            })
    void a_value_is_of_a_kind_by_its_text(String written, Scalar.Kind kind) {
        Mapping root = (Mapping) YamlNode.read("a: " + written).documents().get(0);
        assertThat(root.entry("a").orElseThrow().value())
                .isInstanceOfSatisfying(
                        Scalar.class, scalar -> assertThat(scalar.kind()).isEqualTo(kind));
    }

    @Test
    void what_was_read_before_a_mistake_is_there() {
        Documents read = YamlNode.read("a: 1\n---\nb: 2\nc: [3, @\n");
        assertThat(read.documents()).hasSize(1);
        assertThat(read.begun()).hasValueSatisfying(begun -> assertThat(((Mapping) begun).entries())
                .extracting(Entry::key)
                .containsExactly("b", "c"));
        assertThat(read.mistake()).hasValueSatisfying(mistake -> {
            assertThat(mistake.position()).isEqualTo(new Position(4, 8));
            assertThat(mistake.reason()).isEqualTo("a value can't begin with this character");
        });
    }
}
