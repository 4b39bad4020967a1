package io.ksail.spec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.64.0.0/16, 10.64.0.0/16, false, 16",
        "0.0.0.0/0, 0.0.0.0/0, false, 0",
        "10.0.0.1/32, 10.0.0.1/32, false, 32",
        "FD00:0010::/56, fd00:10::/56, true, 56",
        "fd00:0:0:0:0:0:0:0/64, fd00::/64, true, 64",
        "::/0, ::/0, true, 0"
    })
    void is_written_in_its_shortest_form(String given, String shortest, boolean ipv6, int prefix) {
        Cidr cidr = new Cidr(given);
        assertThat(cidr).hasToString(shortest).isEqualTo(new Cidr(shortest));
        assertThat(cidr.isIpv6()).isEqualTo(ipv6);
        assertThat(cidr.prefixLength()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.64.0.0/16, true",
        "10.64.0.0/16, 10.64.0.0/16, true",
        "10.64.0.0/16, 10.65.0.0/16, false",
        "10.64.0.0/15, 10.65.0.0/16, true",
        "fd00::/48, fd00:0:0:1::/64, true",
        "fd00::/48, fd00:0:1::/48, false",
        "0.0.0.0/0, ::/0, false"
    })
    void overlaps_when_an_address_is_in_both(String one, String other, boolean overlap) {
        assertThat(new Cidr(one).overlaps(new Cidr(other))).isEqualTo(overlap);
        assertThat(new Cidr(other).overlaps(new Cidr(one))).isEqualTo(overlap);
    }

    @Test
    void networks_overlap_when_any_of_their_ranges_do() {
        assertThat(Cidrs.parse("10.1.0.0/16, fd00::/56").overlaps(Cidrs.parse("fd00::/48")))
                .isTrue();
        assertThat(Cidrs.parse("10.1.0.0/16,fd00::/56").overlaps(Cidrs.parse("10.2.0.0/16")))
                .isFalse();
        assertThat(Cidrs.parse("10.1.0.0/16, fd00::/56")).hasToString("10.1.0.0/16,fd00::/56");
    }

    @Test
    void says_what_was_asked_for_and_what_holds() {
        assertThat(ClusterNetworks.DEFAULT.podCidr()).isEmpty();
        assertThat(ClusterNetworks.DEFAULT.pods()).hasToString("10.64.0.0/16");
        assertThat(ClusterNetworks.DEFAULT.services()).hasToString("10.128.0.0/16");
    }

    @Test
    void what_others_wrote_is_read_with_bits_behind_the_prefix_and_passed_over_when_it_is_no_range() {
        assertThat(Cidr.around("10.42.3.1/16")).contains(new Cidr("10.42.0.0/16"));
        assertThat(Cidr.around("fd00:10:244:1::5/56")).contains(new Cidr("fd00:10:244::/56"));
        assertThat(Cidr.around("10.42.0.0")).isEmpty();
        assertThat(Cidr.around("10.42.0.0/33")).isEmpty();
        assertThat(Cidr.around("")).isEmpty();
        assertThat(Cidr.around("auto")).isEmpty();
    }
}
