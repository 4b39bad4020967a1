package io.ksail.internal;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DerTest {

    @Test
    void values_are_encoded_as_other_tools_encode_them() {
        assertThat(hex(Der.oid("1.2.840.113549.1.1.11"))).isEqualTo("06092a864886f70d01010b");
        assertThat(hex(Der.oid("2.5.4.3"))).isEqualTo("0603550403");
        assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
        assertThat(hex(Der.text("é"))).isEqualTo("0c02c3a9");
        assertThat(hex(Der.time(Instant.parse("2026-11-25T01:02:03Z")))).isEqualTo("170d3236313132353031303230335a");
        assertThat(hex(Der.bits(new byte[] {1}))).isEqualTo("03020001");
        assertThat(hex(Der.sequence(Der.yes(), Der.nothing()))).isEqualTo("30050101ff0500");
    }

    @Test
    void long_values_say_their_length_in_as_many_bytes_as_it_takes() {
        assertThat(hex(Der.octets(new byte[127]))).startsWith("047f00");
        assertThat(hex(Der.octets(new byte[128]))).startsWith("04818000");
        assertThat(hex(Der.octets(new byte[300]))).startsWith("0482012c00");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
