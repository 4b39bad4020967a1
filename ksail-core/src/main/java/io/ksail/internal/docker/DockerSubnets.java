package io.ksail.internal.docker;

import io.ksail.spec.Cidr;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The addresses that a Docker daemon in a pod gives away. What lies in them is out of reach of the pod, so they must be
 * none that the pod has to do with.
 *
 * @param block all of them, a /20
 */
public record DockerSubnets(Cidr block) {

    /** Away from what clouds, container engines and Kubernetes use unless told otherwise. */
    private static final List<Cidr> BLOCKS = Stream.of(
                    IntStream.of(29, 30, 28, 27).mapToObj(second -> "172.%d.240.0/20".formatted(second)),
                    Stream.of("192.168.240.0/20", "10.245.240.0/20", "100.127.240.0/20"),
                    IntStream.range(16, 250).mapToObj(second -> "10.%d.224.0/20".formatted(second)))
            .flatMap(range -> range)
            .map(Cidr::new)
            .toList();

    /** How many nodes there is room for. */
    public static final int MOST_NODES = 250;

    private static final int FIRST_NODE = 2;

    /**
     * The first addresses that nobody has.
     *
     * @param taken what others have: the host, and the nested cluster itself
     * @return addresses that overlap none of them; if there are none such, those that are least likely to hurt
     */
    public static DockerSubnets avoiding(List<Cidr> taken) {
        return new DockerSubnets(BLOCKS.stream()
                .filter(block -> taken.stream().noneMatch(block::overlaps))
                .findFirst()
                .orElse(BLOCKS.get(0)));
    }

    /**
     * What the daemon's default bridge has, on which nothing of ours runs.
     *
     * @return its own address, with a prefix length
     */
    public String bridge() {
        return part(0) + ".1/24";
    }

    /**
     * The network of the nodes.
     *
     * @return a /24
     */
    public Cidr nodes() {
        return new Cidr(part(1) + ".0/24");
    }

    /**
     * One node's address, which stays the same whenever it starts again.
     *
     * @param index its number, from 0 to {@value #MOST_NODES} - 1
     * @return an address of {@link #nodes}
     */
    public String node(int index) {
        return part(1) + "." + (FIRST_NODE + index);
    }

    /**
     * What is left for networks that somebody else makes.
     *
     * @return a /21
     */
    public Cidr others() {
        return new Cidr(part(8) + ".0/21");
    }

    private String part(int offset) {
        String[] bytes = block.value().substring(0, block.value().indexOf('/')).split("\\.");
        return Stream.of(bytes[0], bytes[1], String.valueOf(Integer.parseInt(bytes[2]) + offset))
                .collect(Collectors.joining("."));
    }
}
