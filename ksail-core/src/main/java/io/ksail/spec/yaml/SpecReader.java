package io.ksail.spec.yaml;

import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.YamlNode.Entry;
import io.ksail.spec.yaml.YamlNode.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
            KUBERNETES + "serverArguments");

    KsailConfig read(SourceText source) {
        Diagnostics diagnostics = new Diagnostics(source);
        Mapping document = YamlTree.read(source, diagnostics);
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
}
