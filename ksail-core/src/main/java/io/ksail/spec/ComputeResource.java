package io.ksail.spec;

import java.math.BigDecimal;

/** What a node's pod can be given on the host. The names are those of the Kubernetes API. */
public enum ComputeResource {
    /** Processor time, in cores. */
    CPU("cpu", "Processor time, in cores.", "1m", "500m"),
    /** Memory, in bytes. */
    MEMORY("memory", "Memory, in bytes.", "64Mi", "2Gi"),
    /** Space on the host node's own disk, in bytes. */
    EPHEMERAL_STORAGE("ephemeral-storage", "Space on the host node's own disk, in bytes.", "64Mi", "10Gi");

    private final String yamlName;
    private final String description;
    private final BigDecimal least;
    private final String leastText;
    private final String example;

    ComputeResource(String yamlName, String description, String least, String example) {
        this.yamlName = yamlName;
        this.description = description;
        this.least = new ResourceQuantity(least).amount();
        this.leastText = least;
        this.example = example;
    }

    /**
     * The name as the Kubernetes API spells it.
     *
     * @return such as {@code ephemeral-storage}
     */
    public String yamlName() {
        return yamlName;
    }

    /**
     * What it is.
     *
     * @return one sentence
     */
    public String description() {
        return description;
    }

    /**
     * An amount as people write it.
     *
     * @return such as {@code 2Gi} of memory
     */
    public String example() {
        return example;
    }

    /** Refuses what no node can run with: nearly always a unit that was forgotten or mixed up (m is a thousandth). */
    ResourceQuantity requireEnough(ResourceQuantity quantity) {
        requireAtLeast(quantity, least, leastText, example);
        return quantity;
    }

    static void requireAtLeast(ResourceQuantity quantity, BigDecimal least, String leastText, String example) {
        if (quantity.amount().compareTo(least) < 0) {
            throw new InvalidSpecException(
                    "The quantity '%s' can't be used".formatted(quantity),
                    "it is less than %s".formatted(leastText),
                    "write it like %s; check the unit (m is a thousandth, Mi and Gi are bytes)".formatted(example));
        }
    }

    @Override
    public String toString() {
        return yamlName;
    }
}
