package io.ksail.spec.yaml;

import io.ksail.internal.NearestName;
import io.ksail.spec.yaml.Member.Field;
import io.ksail.spec.yaml.Member.Section;
import io.ksail.spec.yaml.YamlNode.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says that a field does not exist, and what was most likely meant. */
final class UnknownField {

    /** Names that people know from elsewhere, and the path of what they mean here. */
    private static final Map<String, String> KNOWN_AS = Map.ofEntries(
            Map.entry("readyTimeout", "spec.cluster.connection.timeout"),
            Map.entry("version", "spec.provider.kubernetes.kubernetesVersion"),
            Map.entry("image", "spec.provider.kubernetes.nodeImage"),
            Map.entry("mirrors", "spec.provider.kubernetes.registryMirrors"),
            Map.entry("mirrorRegistries", "spec.provider.kubernetes.registryMirrors"),
            Map.entry("servers", "spec.cluster.controlPlanes"),
            Map.entry("agents", "spec.cluster.workers"),
            Map.entry("nodes", "spec.cluster.workers"),
            Map.entry("replicas", "spec.cluster.workers"),
            Map.entry("clusterCidr", "spec.provider.kubernetes.podCidr"),
            Map.entry("podSubnet", "spec.provider.kubernetes.podCidr"),
            Map.entry("serviceSubnet", "spec.provider.kubernetes.serviceCidr"),
            Map.entry("storageClass", "spec.provider.kubernetes.persistence.storageClassName"),
            Map.entry("ttl", "spec.provider.kubernetes.lease"));

    private UnknownField() {}

    static void report(Entry entry, Section section, FieldReport report) {
        String key = entry.key();
        String where = report.path().isEmpty() ? "" : " in " + report.path();
        report.diagnostics()
                .add(
                        entry.keyPosition(),
                        "there is no field %s%s".formatted(Quoted.of(key), where),
                        remedy(key, section));
    }

    private static String remedy(String key, Section section) {
        List<String> names = section.names();
        Optional<String> nearest = NearestName.among(names, key);
        String expected = "expected " + String.join(", ", names);
        if (nearest.isPresent()) {
            return "%s; did you mean '%s'?".formatted(expected, nearest.get());
        }
        String elsewhere = KNOWN_AS.get(key);
        Optional<String> place = elsewhere != null ? Optional.of(elsewhere) : pathOf(key, ClusterFields.ROOT, "");
        return expected + place.map("; did you mean %s?"::formatted).orElse("");
    }

    /** Where the table has a field of that name. */
    private static Optional<String> pathOf(String key, Section section, String path) {
        for (Member member : section.members()) {
            String inner = path.isEmpty() ? member.name() : path + "." + member.name();
            boolean matches = member.name().equals(key) && (member instanceof Field<?> || member instanceof Section);
            Optional<String> found = matches
                    ? Optional.of(inner)
                    : member instanceof Section child ? pathOf(key, child, inner) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
