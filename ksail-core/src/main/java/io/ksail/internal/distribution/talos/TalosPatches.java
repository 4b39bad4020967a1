package io.ksail.internal.distribution.talos;

import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.InvalidSpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The user's patches of the machine configurations, where KSail has them: beside {@code ksail.yaml} in {@code
 * talos/cluster} for all nodes, {@code talos/control-planes} and {@code talos/workers}.
 *
 * @param byFile the text of each file, by its name
 */
record TalosPatches(Map<String, String> byFile) {

    static final String FOLDER = "talos";

    /** Which folder is for which nodes, and how talosctl is told so. */
    private static final Map<String, String> FOLDERS = folders();

    private static Map<String, String> folders() {
        Map<String, String> folders = new LinkedHashMap<>();
        folders.put("talos/cluster", "--config-patch");
        folders.put("talos/control-planes", "--config-patch-control-plane");
        folders.put("talos/workers", "--config-patch-worker");
        return folders;
    }

    /**
     * The patches among the files beside {@code ksail.yaml}.
     *
     * @throws InvalidSpecException if a file is not YAML, or in a folder that is for no nodes
     */
    static TalosPatches of(ConfigFiles files) {
        Map<String, String> found = files.under(FOLDER);
        found.forEach((file, text) -> {
            if (optionFor(file).isEmpty()) {
                throw unusable(
                        file,
                        "it is in none of the folders that are for nodes",
                        "move it to " + String.join(", ", FOLDERS.keySet()));
            }
            requireYaml(file, text);
        });
        return new TalosPatches(Map.copyOf(found));
    }

    /**
     * How talosctl is told to apply them.
     *
     * @param directory where the files are for talosctl
     * @return its options, in the order of the files' names, those for all nodes first
     */
    List<String> options(String directory) {
        return FOLDERS.keySet().stream()
                .flatMap(folder -> byFile.keySet().stream()
                        .filter(file -> file.startsWith(folder + "/"))
                        .sorted())
                .map(file -> "%s=@%s/%s".formatted(optionFor(file), directory, flat(file)))
                .toList();
    }

    /** The same texts by names without folders. */
    Map<String, String> flat() {
        return byFile.entrySet().stream().collect(Collectors.toMap(entry -> flat(entry.getKey()), Map.Entry::getValue));
    }

    private static String flat(String file) {
        return file.replace('/', '_');
    }

    private static String optionFor(String file) {
        return FOLDERS.entrySet().stream()
                .filter(folder -> file.startsWith(folder.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static void requireYaml(String file, String text) {
        try {
            if (KubernetesYaml.allAsWritten(text).stream().anyMatch(TalosPatches::hasNoKeys)) {
                throw unusable(file, "it is a text without keys", "write fields of Talos' machine configuration");
            }
        } catch (YamlMistake e) {
            throw unusable(file, e.seen(), e.remedy());
        }
    }

    private static boolean hasNoKeys(@Nullable Object document) {
        return document != null && !(document instanceof Map) && !(document instanceof List);
    }

    private static InvalidSpecException unusable(String file, String seen, String remedy) {
        return new InvalidSpecException("The Talos patch %s can't be used".formatted(file), seen, remedy);
    }
}
