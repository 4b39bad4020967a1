package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.yaml.Member.Field;
import io.ksail.spec.yaml.Member.Section;
import io.ksail.spec.yaml.Member.Unserved;
import io.ksail.spec.yaml.YamlNode.Entry;
import io.ksail.spec.yaml.YamlNode.Mapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a map of the file by the table of fields. */
final class SectionReader {

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
                UnknownField.report(entry, section, report);
            }
        }));
        for (Member member : section.members()) {
            Optional<Entry> entry = mapping.flatMap(fields -> fields.entry(member.name()));
            FieldReport inner = report.child(member.name());
            if (member instanceof Section child) {
                readSection(child, entry, near, inner);
            } else if (member instanceof Field<?> field) {
                readField(field, entry, near, inner);
            } else if (member instanceof Unserved unserved
                    && entry.filter(given -> unserved.asks(given.value())).isPresent()) {
                report.diagnostics()
                        .add(
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
                report.diagnostics().add(near, report.path() + " is missing", "add " + example(field));
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
}
