package io.ksail.spec;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses of one network: one {@link Cidr}, or one of each family for dual-stack, the primary family first. This
 * is what Kubernetes takes for {@code --cluster-cidr} and {@code --service-cluster-ip-range}.
 *
 * @param values one range, or two of different families
 */
public record Cidrs(List<Cidr> values) {

    /**
     * Checks how many there are.
     *
     * @throws InvalidSpecException unless it is one, or two of different families
     */
    public Cidrs {
        values = List.copyOf(values);
        boolean dual =
                values.size() == 2 && values.get(0).isIpv6() != values.get(1).isIpv6();
        if (values.size() != 1 && !dual) {
            throw new InvalidSpecException(
                    "The CIDRs '%s' can't be used".formatted(join(values)),
                    values.size() == 2
                            ? "both are %s".formatted(values.get(0).isIpv6() ? "IPv6" : "IPv4")
                            : "there are %d ranges".formatted(values.size()),
                    "give one, or one IPv4 and one IPv6 separated by a comma");
        }
    }

    /**
     * Reads one CIDR, or two separated by a comma.
     *
     * @param text such as {@code 10.64.0.0/16} or {@code 10.64.0.0/16,fd00:10:64::/56}
     * @return the ranges
     * @throws InvalidSpecException if it is of another form
     */
    public static Cidrs parse(String text) {
        return new Cidrs(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(Cidr::new)
                .toList());
    }

    /**
     * Whether an address is in both networks.
     *
     * @param other another network
     * @return true if any of their ranges overlap
     */
    public boolean overlaps(Cidrs other) {
        return values.stream().anyMatch(mine -> other.values.stream().anyMatch(mine::overlaps));
    }

    /** The families in their order, as people say them. */
    String families() {
        return values.stream().map(cidr -> cidr.isIpv6() ? "IPv6" : "IPv4").collect(Collectors.joining(","));
    }

    private static String join(List<Cidr> values) {
        return values.stream().map(Cidr::value).collect(Collectors.joining(","));
    }

    /** The form that {@link #parse} and Kubernetes' own flags read. */
    @Override
    public String toString() {
        return join(values);
    }
}
