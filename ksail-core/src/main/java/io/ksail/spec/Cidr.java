package io.ksail.spec;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.ksail.internal.Redaction;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR notation, {@code 10.64.0.0/16} or {@code fd00:10:64::/56}. Its text is kept in the
 * shortest form, so that two values are equal when they mean the same range.
 *
 * @param value the range; the address is the first one of the range
 */
public record Cidr(String value) {

    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}/(0|[1-9]\\d?)");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/(0|[1-9]\\d{0,2})");

    /**
     * Checks the range and brings it into its shortest form.
     *
     * @throws InvalidSpecException if it is no CIDR, or if bits behind the prefix are set
     */
    public Cidr {
        IPAddressString text = parsed(value);
        IPAddress address = text.getHostAddress();
        int prefix = text.getNetworkPrefixLength();
        IPAddress first = address.toZeroHost(prefix).getLower().withoutPrefixLength();
        String range = first.toCanonicalString() + "/" + prefix;
        if (!address.equals(first)) {
            throw invalid(value, "bits behind the prefix are set", "use %s".formatted(range));
        }
        value = range;
    }

    /**
     * The range around an address that somebody else wrote, who may have left bits behind the prefix set, as in {@code
     * 10.42.0.1/16}.
     *
     * @param text an address with a prefix length
     * @return the range; empty if the text is no such thing
     */
    public static Optional<Cidr> around(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        IPAddressString address = new IPAddressString(text);
        return address.isValid()
                ? Optional.of(new Cidr(address.getAddress().toPrefixBlock().toCanonicalString()))
                : Optional.empty();
    }

    /**
     * Whether the range is one of IPv6 addresses.
     *
     * @return true for {@code fd00::/56}, false for {@code 10.64.0.0/16}
     */
    public boolean isIpv6() {
        return value.indexOf(':') >= 0;
    }

    /**
     * How many leading bits all addresses of the range share.
     *
     * @return 16 for {@code 10.64.0.0/16}
     */
    public int prefixLength() {
        return Integer.parseInt(value.substring(value.indexOf('/') + 1));
    }

    /**
     * Whether an address is in both ranges.
     *
     * @param other another range
     * @return true if they overlap; never true for ranges of different families
     */
    public boolean overlaps(Cidr other) {
        if (isIpv6() != other.isIpv6()) {
            return false;
        }
        IPAddress mine = block(this);
        IPAddress theirs = block(other);
        return mine.contains(theirs) || theirs.contains(mine);
    }

    /**
     * Whether the range can't be given to pods or Services: loopback, link-local, multicast or unspecified addresses.
     *
     * @return true if it overlaps one of those
     */
    boolean isSpecial() {
        IPAddress first = block(this).getLower().withoutPrefixLength();
        return first.isLoopback()
                || first.isLinkLocal()
                || first.isMulticast()
                || first.isZero()
                || (!isIpv6() && value.startsWith("0."));
    }

    private static IPAddress block(Cidr cidr) {
        return new IPAddressString(cidr.value).getAddress().toPrefixBlock();
    }

    private static IPAddressString parsed(String value) {
        String remedy = "write it like 10.64.0.0/16 or fd00:10:64::/56";
        if (!IPV4.matcher(value).matches() && !IPV6.matcher(value).matches()) {
            boolean bare = IPV4.matcher(value + "/0").matches()
                    || IPV6.matcher(value + "/0").matches();
            throw invalid(value, bare ? "it has no prefix length" : "it is not a CIDR", remedy);
        }
        IPAddressString text = new IPAddressString(value);
        if (!text.isValid()) {
            boolean prefix = new IPAddressString(value.substring(0, value.indexOf('/'))).isValid();
            int bits = value.indexOf(':') < 0 ? 32 : 128;
            throw invalid(
                    value,
                    prefix ? "its prefix length is above %d".formatted(bits) : "its address is not an IP address",
                    remedy);
        }
        return text;
    }

    private static InvalidSpecException invalid(String value, String seen, String remedy) {
        return new InvalidSpecException("The CIDR '%s' can't be used".formatted(Redaction.quoted(value)), seen, remedy);
    }

    @Override
    public String toString() {
        return value;
    }
}
