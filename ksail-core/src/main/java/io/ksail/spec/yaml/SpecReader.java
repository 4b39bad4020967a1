package io.ksail.spec.yaml;

import io.ksail.internal.NearestName;
import io.ksail.internal.yaml.YamlNode;
import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.FieldType.ChoiceType;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Section;
import io.ksail.spec.yaml.SchemaElement.Unserved;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole file, or says everything that is wrong in it.
 *
 * @param directory what relative paths are relative to; empty where there is no such directory
 * @param home what {@code ~} stands for
 * @param environment the values of environment variables
 * @param unnamed what a cluster is called that the file gives no name; empty makes the name mandatory
 */
record SpecReader(
        Optional<Path> directory,
        Path home,
        UnaryOperator<@Nullable String> environment,
        Optional<ClusterName> unnamed) {

    private static final String KUBERNETES = "spec.provider.kubernetes.";

    /** The fields that are only right or wrong together. */
    private static final List<String> TOGETHER = List.of(
            KUBERNETES + "podCidr",
            KUBERNETES + "serviceCidr",
            "spec.cluster.workers",
            "spec.cluster.controlPlanes",
            "spec.cluster.distribution",
            KUBERNETES + "operator",
            KUBERNETES + "withoutNodes",
            KUBERNETES + "readiness",
            KUBERNETES + "persistence.enabled",
            KUBERNETES + "serverArguments");

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

    KsailConfig read(SourceText source) {
        Diagnostics diagnostics = new Diagnostics(source);
        Mapping document = PlainYaml.read(source, diagnostics);
        FieldReport report = new FieldReport("", diagnostics, environment);
        ConfigDraft draft = new ConfigDraft(directory, home, environment);
        unnamed.ifPresent(draft::name);
        SectionReader sections = new SectionReader(draft);
        sections.read(ClusterFields.ROOT, Optional.of(document), document.position(), report);
        requireName(document, diagnostics);
        requireTogether(draft, sections, diagnostics);
        diagnostics.throwIfAny();
        return draft.build();
    }

    private void requireName(Mapping document, Diagnostics diagnostics) {
        Optional<Entry> metadata = document.entry("metadata");
        boolean named = metadata.isPresent()
                && (!(metadata.get().value() instanceof Mapping fields)
                        || fields.entry("name").isPresent());
        if (!named && unnamed.isEmpty()) {
            diagnostics.add(
                    metadata.map(Entry::keyPosition).orElse(document.position()),
                    "metadata.name is missing",
                    metadata.isPresent() ? "add name: demo, for example" : "add metadata: {name: demo}, for example");
        }
    }

    private static void requireTogether(ConfigDraft draft, SectionReader sections, Diagnostics diagnostics) {
        if (sections.anyWrong(TOGETHER)) {
            return;
        }
        try {
            draft.build();
        } catch (InvalidSpecException e) {
            diagnostics.add(sections.placeOf(TOGETHER), e.seen(), e.remedy());
        }
    }

    /** Reads a map of the file by the table of fields. */
    private static final class SectionReader {

        private final ConfigDraft draft;
        private final Map<String, Position> places = new HashMap<>();
        private final Set<String> wrong = new HashSet<>();

        SectionReader(ConfigDraft draft) {
            this.draft = draft;
        }

        /** Where the first of some fields that the file has begins. */
        Position placeOf(List<String> paths) {
            return paths.stream()
                    .filter(places::containsKey)
                    .map(places::get)
                    .findFirst()
                    .orElse(Position.START);
        }

        /** Whether any of some fields was reported already. */
        boolean anyWrong(List<String> paths) {
            return paths.stream().anyMatch(wrong::contains);
        }

        /**
         * Reads a section.
         *
         * @param mapping the section's map; empty when the file has no such section
         * @param near where to report what is missing
         */
        void read(Section section, Optional<Mapping> mapping, Position near, FieldReport report) {
            mapping.ifPresent(fields -> fields.entries().forEach(entry -> {
                if (section.member(entry.key()).isEmpty()) {
                    reportUnknown(entry, section, report);
                }
            }));
            for (SchemaElement member : section.members()) {
                Optional<Entry> entry = mapping.flatMap(fields -> fields.entry(member.name()));
                FieldReport inner = report.child(member.name());
                if (member instanceof Section child) {
                    readSection(child, entry, near, inner);
                } else if (member instanceof Field<?> field) {
                    readField(field, entry, near, inner);
                } else if (member instanceof Unserved unserved
                        && entry.filter(given -> unserved.asks(given.value())).isPresent()) {
                    report.add(
                            entry.get().keyPosition(),
                            "%s is a field of KSail that has no effect here".formatted(inner.path()),
                            unserved.remedy());
                }
            }
        }

        private void readSection(Section section, Optional<Entry> entry, Position near, FieldReport report) {
            if (entry.isEmpty()) {
                read(section, Optional.empty(), near, report);
            } else if (entry.get().value() instanceof Mapping mapping) {
                read(section, Optional.of(mapping), entry.get().keyPosition(), report);
            } else {
                report.wrongKind(
                        entry.get().value(),
                        (section.names().size() == 1 ? "a map with the field " : "a map with fields such as ")
                                + String.join(", ", section.names()));
            }
        }

        private <T> void readField(Field<T> field, Optional<Entry> entry, Position near, FieldReport report) {
            if (entry.isEmpty()) {
                if (field.required()) {
                    report.add(near, report.path() + " is missing", "add " + example(field));
                }
                return;
            }
            YamlNode node = entry.get().value();
            places.put(report.path(), node.position());
            int before = report.diagnostics().count();
            try {
                field.type().read(node, report).ifPresent(value -> field.set().accept(draft, value));
            } catch (InvalidSpecException e) {
                report.refused(node, e);
            }
            if (report.diagnostics().count() > before) {
                wrong.add(report.path());
            }
        }

        private static String example(Field<?> field) {
            return field.name() + ": " + (field.type() instanceof ChoiceType<?> choice ? choice.names() : "…");
        }

        /** Says that a field does not exist, and what was most likely meant. */
        private static void reportUnknown(Entry entry, Section section, FieldReport report) {
            String key = entry.key();
            String where = report.path().isEmpty() ? "" : " in " + report.path();
            report.add(
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
            return section.members().stream()
                    .filter(member -> member instanceof Field<?> || member instanceof Section)
                    .flatMap(member -> member.name().equals(key)
                            ? Stream.of(path + key)
                            : member instanceof Section child
                                    ? pathOf(key, child, path + child.name() + ".").stream()
                                    : Stream.empty())
                    .findFirst();
        }
    }
}
