package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every bad spec gets exactly the message that was reviewed. After a change of messages, run {@code ./mvnw test -pl
 * ksail-core -Dtest=BadSpecsTest -Dksail.approve=true}, and read the difference before it is committed.
 */
class BadSpecsTest {

    private static final String ACCEPTED = "ACCEPTED";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("BAD_CIDR", "10.0.0.0/99", "BAD_PATH", "apiVersion: v1\nkind: Config\n");

    @ParameterizedTest
    @MethodSource("specs")
    void gets_the_message_that_was_reviewed(BadSpec spec) {
        assertThat(message(spec)).isEqualTo(spec.message());
    }

    @Test
    void there_are_many_and_no_two_are_the_same() {
        assertThat(BadSpec.all())
                .hasSizeGreaterThanOrEqualTo(150)
                .extracting(BadSpec::yaml)
                .doesNotHaveDuplicates();
    }

    @Test
    void none_is_accepted() {
        assertThat(BadSpec.all()).extracting(BadSpec::message).doesNotContain(ACCEPTED, "");
    }

    @Test
    void every_field_has_its_bad_specs() {
        String all =
                String.join("\n", BadSpec.all().stream().map(BadSpec::message).toList());
        assertThat(FieldPaths.all()).allSatisfy(path -> assertThat(all).contains(path));
    }

    @Test
    void no_message_speaks_of_our_code() {
        assertThat(BadSpec.all())
                .extracting(BadSpec::message)
                .noneMatch(text -> text.contains("Exception") || text.contains("java.") || text.contains("jackson"));
    }

    /** Writes what is so now to where it is reviewed; everything after that then holds, whatever it is. */
    @BeforeAll
    static void approveWhenTold() throws IOException {
        if (!Boolean.getBoolean("ksail.approve")) {
            return;
        }
        for (Path file : BadSpec.files()) {
            List<BadSpec> approved = BadSpec.in(file).stream()
                    .map(spec -> spec.saying(message(spec)))
                    .toList();
            Files.writeString(file, BadSpec.render(BadSpec.preamble(file), approved));
        }
    }

    static List<BadSpec> specs() {
        return BadSpec.all();
    }

    private static String message(BadSpec spec) {
        SpecReader reader =
                new SpecReader(Optional.empty(), Path.of("/home/somebody"), ENVIRONMENT::get, Optional.empty());
        try {
            reader.read(SourceText.read(
                    "ksail.yaml", new ByteArrayInputStream(spec.yaml().getBytes(StandardCharsets.UTF_8))));
        } catch (InvalidSpecException e) {
            return e.getMessage().replace(System.lineSeparator(), "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ACCEPTED;
    }
}
