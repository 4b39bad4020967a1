package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.Kubeconfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for any kubeconfig; another reader than the one that edits says what a file means. */
class KubeconfigEditorPropertyTest {

    private static final int SAMPLES = Integer.getInteger("kubeconfig.samples", 300);
    private static final List<String> NAMES = List.of("k3k-demo", "kind-demo", "admin@demo", "vcluster-a.b");

    @Test
    void merge_and_remove_of_a_new_name_give_the_same_bytes() {
        for (int seed = 0; seed < SAMPLES; seed++) {
            RandomKubeconfig sample = new RandomKubeconfig(seed, "");
            String name = NAMES.get(seed % NAMES.size());
            Kubeconfig added = SampleKubeconfig.named(name);

            String merged = merged(sample.text(), added, false);
            assertThat(merged(merged, added, false)).as("seed %d, twice", seed).isEqualTo(merged);
            assertThat(load(merged)).as("seed %d", seed).isEqualTo(expected(sample.text(), added, name));
            assertForeignKept(seed, sample, merged);

            assertThat(removed(merged, name)).as("seed %d", seed).isEqualTo(sample.text());
        }
    }

    @Test
    void merge_of_a_name_that_is_there_replaces_it_and_touches_no_other() {
        for (int seed = 0; seed < SAMPLES; seed++) {
            String name = NAMES.get(seed % NAMES.size());
            RandomKubeconfig sample = new RandomKubeconfig(seed, name);
            Kubeconfig added = SampleKubeconfig.named(name);

            String merged = merged(sample.text(), added, true);
            Map<String, Object> expected = expected(sample.text(), added, name);
            expected.put("current-context", name);
            assertThat(load(merged)).as("seed %d", seed).isEqualTo(expected);
            assertForeignKept(seed, sample, merged);

            String removed = removed(merged, name);
            expected.put("current-context", "");
            List.of("clusters", "contexts", "users").forEach(key -> expected.put(key, others(expected, key, name)));
            assertThat(load(removed)).as("seed %d", seed).isEqualTo(expected);
            assertForeignKept(seed, sample, removed);
        }
    }

    private static void assertForeignKept(int seed, RandomKubeconfig sample, String text) {
        if (!sample.foreign().isEmpty()) {
            assertThat(text).as("seed %d", seed).containsSubsequence(sample.foreign());
        }
        long comments =
                sample.text().lines().filter(line -> line.startsWith("#")).count();
        assertThat(text.lines().filter(line -> line.startsWith("#")))
                .as("seed %d", seed)
                .hasSize((int) comments);
    }

    private static Map<String, Object> expected(String before, Kubeconfig added, String name) {
        Map<String, Object> root = new LinkedHashMap<>(load(before));
        Map<String, Object> ours = load(added.yaml());
        for (String key : List.of("clusters", "contexts", "users")) {
            List<Map<String, Object>> list = new ArrayList<>(list(root, key));
            int at = list.indexOf(list.stream()
                    .filter(entry -> name.equals(entry.get("name")))
                    .findFirst()
                    .orElse(null));
            if (at >= 0) {
                list.set(at, list(ours, key).get(0));
            } else {
                list.add(list(ours, key).get(0));
            }
            root.put(key, list);
        }
        return root;
    }

    private static List<Map<String, Object>> others(Map<String, Object> root, String key, String name) {
        return list(root, key).stream()
                .filter(entry -> !name.equals(entry.get("name")))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> root, String key) {
        return (List<Map<String, Object>>) root.get(key);
    }

    /** A last line that is not ended counts as ended: what is added below ends it. */
    private static Map<String, Object> load(String text) {
        String ended = text.endsWith("\n") ? text : text + "\n";
        return new Yaml().load(ended.replace("\uFEFF", ""));
    }

    private static String merged(String text, Kubeconfig added, boolean makeCurrent) {
        KubeconfigBytes bytes = bytes(text);
        return decoded(bytes.encoded(new KubeconfigEditor(bytes.text()).merged(added, makeCurrent)));
    }

    private static String removed(String text, String name) {
        KubeconfigBytes bytes = bytes(text);
        return decoded(
                bytes.encoded(new KubeconfigEditor(bytes.text()).without(name).orElseThrow()));
    }

    private static KubeconfigBytes bytes(String text) {
        return KubeconfigBytes.decoded(Path.of("config"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
