package io.ksail.internal;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What users of one shared cluster have to agree on: every part of the specification that makes it another cluster.
 *
 * @param parts the parts by name, as text
 */
public record SharedSpecification(Map<String, String> parts) {

    /** Of no consequence for the cluster itself, or different from machine to machine. */
    private static final Set<String> APART =
            Set.of("name", "readyTimeout", "lease", "requestedBy", "mirrors", "exposure", "gatewayClassName");

    /** Copies the parts. */
    public SharedSpecification {
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    }

    /**
     * What matters of a specification.
     *
     * @param spec a specification
     * @return equal for specifications of which one cluster can be made
     */
    public static SharedSpecification of(ClusterSpec spec) {
        Map<String, String> parts = new TreeMap<>();
        spec.parts().forEach((name, value) -> {
            if (!APART.contains(name)) {
                parts.put(name, text(value));
            }
        });
        // Those of another distribution make no difference.
        parts.put("configFiles", String.valueOf(spec.configFiles().of(spec.distribution())));
        return new SharedSpecification(parts);
    }

    private static String text(Object value) {
        return value instanceof Optional<?> optional
                ? optional.map(String::valueOf).orElse("default")
                : String.valueOf(value);
    }

    /**
     * More to agree on.
     *
     * @param others further parts by name, as text
     * @return a new value
     */
    public SharedSpecification with(Map<String, String> others) {
        Map<String, String> more = new TreeMap<>(parts);
        more.putAll(others);
        return new SharedSpecification(more);
    }

    /**
     * Refuses another specification for a cluster that was made by this one.
     *
     * @param wanted what somebody else asks for
     * @param cluster the cluster's name
     * @param whose for whom it was made
     * @param who who asks for it now
     * @throws InvalidSpecException if they differ, with all that does
     */
    public void require(SharedSpecification wanted, ClusterName cluster, String whose, String who) {
        List<String> differences = differences(wanted);
        if (!differences.isEmpty()) {
            throw new InvalidSpecException(
                    "The shared cluster '%s' can't be used by %s".formatted(cluster, who),
                    "it was made for %s, and %s".formatted(whose, String.join(", ", differences)),
                    "ask for the same in both, or give one of them another name");
        }
    }

    /**
     * Reads what another process has written.
     *
     * @param json such as {@link #asJson} gives
     * @return the value; empty for what that has not written
     */
    public static Optional<SharedSpecification> parse(String json) {
        try {
            Map<String, String> parts = new TreeMap<>();
            Map<?, ?> read = Serialization.unmarshal(json, Map.class);
            read.forEach((name, value) -> parts.put(String.valueOf(name), String.valueOf(value)));
            return Optional.of(new SharedSpecification(parts));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * For other processes.
     *
     * @return what {@link #parse} reads
     */
    public String asJson() {
        return Serialization.asJson(parts);
    }

    /**
     * What differs.
     *
     * @param here what is asked for here
     * @return such as {@code kubernetesVersion is 1.36.4 there and 1.33.1 here}; empty when they are the same
     */
    public List<String> differences(SharedSpecification here) {
        Set<String> names = new TreeSet<>(parts.keySet());
        names.addAll(here.parts.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(parts.get(name), here.parts.get(name)))
                .map(name -> "%s is %s there and %s here".formatted(name, parts.get(name), here.parts.get(name)))
                .toList();
    }
}
