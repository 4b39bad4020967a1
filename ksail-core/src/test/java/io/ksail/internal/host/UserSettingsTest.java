package io.ksail.internal.host;

import io.ksail.host.HostRequest;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserSettingsTest {

    @TempDir
    private Path home;

    @Test
    void what_nobody_said_is_as_the_file_says() throws IOException {
        HostRequest plain = HostRequest.embedded();
        assertThat(UserSettings.in(home).completed(plain)).isEqualTo(plain);

        write("# all day\nksail.host.keepFor = 8h\n");
        assertThat(UserSettings.in(home).completed(plain).keepFor()).contains(Duration.ofHours(8));
        HostRequest said = plain.withKeepFor(Duration.ofMinutes(1));
        assertThat(UserSettings.in(home).completed(said)).isEqualTo(said);
        assertThat(UserSettings.in(home).completed(plain.notShared()).shared()).isFalse();

        write("ksail.host.keepFor =\n");
        assertThat(UserSettings.in(home).completed(plain)).isEqualTo(plain);
        assertThat(UserSettings.in(home).pool()).isEmpty();

        write("ksail.pool=2\n");
        assertThat(UserSettings.in(home).completed(plain)).isEqualTo(plain);
        assertThat(UserSettings.in(home).pool()).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ksail.host.keepfor=8h, there is no setting ksail.host.keepfor",
        "ksail.host.keepFor=long, ksail.host.keepFor=long is no time",
        "ksail.host.keepFor=-1s, ksail.host.keepFor=-1s is no time",
        "ksail.host.keepFor=\\u00zz, Malformed",
        "ksail.pool=many, ksail.pool=many is no number",
        "ksail.pool=-1, ksail.pool=-1 is no number",
    })
    void what_is_not_understood_is_said_with_the_file(String content, String seen) throws IOException {
        write(content);
        assertThatThrownBy(() -> UserSettings.in(home))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The user's settings " + home.resolve(".ksail.properties") + " can't be used")
                .hasMessageContaining(seen);
    }

    private void write(String content) throws IOException {
        Files.writeString(home.resolve(".ksail.properties"), content);
    }
}
