package io.ksail.spec;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

class RegistryMirrorsTest {

    @Test
    void reads_several_in_their_order() {
        assertThat(RegistryMirrors.parse("docker.io=https://mirror.example.com, ghcr.io=http://10.0.0.1:5000/cache,")
                        .endpoints())
                .containsExactly(
                        entry("docker.io", URI.create("https://mirror.example.com")),
                        entry("ghcr.io", URI.create("http://10.0.0.1:5000/cache")));
    }

    @Test
    void blank_means_none() {
        assertThat(RegistryMirrors.parse("  ").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.io",
                "=https://x",
                "docker.io=mirror.example.com",
                "docker.io=ftp://x",
                "a=http://x y",
                "a="
            })
    void refuses_an_entry_of_another_form(String entry) {
        assertThatThrownBy(() -> RegistryMirrors.parse(entry))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'" + entry + "'")
                .hasMessageContaining("docker.io=https://mirror.example.com");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            ''|it is empty
            '  '|it is empty
            m.example.com|it does not begin with https:// or http://
            //m.example.com|it does not begin with https:// or http://
            ftp://m.example.com|it does not begin with https:// or http://
            HTTPS://m.example.com|it does not begin with https:// or http://
            https:m.example.com|it does not begin with https:// or http://
            https://|it names no host
            https:///v2|it names no host
            https://m.e]xample|its host is no name or address
            https://[::1|its host is no name or address
            https://[::g]|its host is no name or address
            https://-m.example.com|its host is no name or address
            https://m..example.com|its host is no name or address
            https://10.0.0.256|its host is no name or address
            https://:5000|its host is no name or address
            https://m.example.com:|its port is no number from 1 to 65535
            https://m.example.com:port|its port is no number from 1 to 65535
            https://m.example.com:0|its port is no number from 1 to 65535
            https://m.example.com:99999|its port is no number from 1 to 65535
            https://[::1]:x|its port is no number from 1 to 65535
            https://user:word@m.example.com|it holds the name of a user, and nodes do not log in to a mirror
            https://user@m.example.com|it holds the name of a user
            https://user:wo/rd@m.example.com|it holds the name of a user
            https://m. example.com|it holds a blank or a line break
            https://m.example.com/a b|it holds a blank or a line break
            https://m.example.com\\v2|it holds the character '\\'
            https://m.example.com/%2F|it holds the character '%'
            https://münchen.example|it holds the character 'ü'
            https://m.example.com?a=b|it holds more than host, port and path
            https://m.example.com/v2?a=b|it holds more than host, port and path
            https://m.example.com/#a|it holds more than host, port and path
            https://m.example.com/[a]|it holds more than host, port and path
            """)
    void refuses_a_mirror_that_is_no_url_of_one_by_whichever_way_it_comes(String url, String seen) {
        assertThatThrownBy(() -> RegistryMirrors.none().with("docker.io", url))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll(
                        "The mirror '", "' can't be used", seen, "write it like https://mirror.example.com");
        assertThatThrownBy(() -> RegistryMirrors.fromEnvironment(name -> "docker.io=" + url))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll(
                        "The registry mirror 'docker.io=",
                        "in the environment variable KSAIL_REGISTRY_MIRRORS, " + seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {" https://m.example.com", "https://m.example.com ", "https://m.example.com\n"})
    void refuses_blanks_around_it_where_nothing_else_is_there(String url) {
        assertThatThrownBy(() -> RegistryMirrors.none().with("docker.io", url))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("it holds a blank or a line break");
    }

    @Test
    void refuses_a_uri_that_java_takes() {
        assertThatThrownBy(() -> new RegistryMirrors(Map.of("docker.io", URI.create("https://m.example.com:99999"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("its port is no number from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://m.example.com",
                "https://m.example.com./v2/",
                "http://my_mirror:5000",
                "http://localhost:65535",
                "http://10.0.0.1:5000/a/b-c_d.e~f",
                "http://[fd00::1]:5000/x"
            })
    void takes_what_nodes_take(String url) {
        assertThat(RegistryMirrors.none().with("docker.io", url).endpoints()).containsValue(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example.com:99999", "registry.example.com:0", "[::1]:99999"})
    void refuses_a_port_that_no_registry_has(String registry) {
        assertThatThrownBy(() -> RegistryMirrors.requireRegistry(registry))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("its port is no number from 1 to 65535");
    }
}
