package io.ksail.cli;

import io.ksail.kubeconfig.Kubeconfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for any kubeconfig; what a file means is said by the objects that are made of it. */
class KubeconfigDocumentPropertyTest {

    private static final int SAMPLES = Integer.getInteger("kubeconfig.samples", 300);
    private static final List<String> NAMES = List.of("k3k-demo", "kind-demo", "admin@demo", "vcluster-a.b");

    @Test
    void merge_and_remove_of_a_new_name_change_nothing_else() {
        for (int seed = 0; seed < SAMPLES; seed++) {
            RandomKubeconfig sample = new RandomKubeconfig(seed, "");
            String name = NAMES.get(seed % NAMES.size());
            Kubeconfig added = SampleKubeconfig.named(name);

            String merged = merged(sample.text(), added, false);
            assertThat(merged(merged, added, false)).as("seed %d, twice", seed).isEqualTo(merged);
            assertThat(load(merged)).as("seed %d", seed).isEqualTo(expected(sample.text(), added, name));
            assertFormKept(seed, sample, merged, RandomKubeconfig.ALL_COMMENTS);

            String removed = removed(merged, name);
            assertThat(load(removed)).as("seed %d", seed).isEqualTo(load(sample.text()));
            assertFormKept(seed, sample, removed, RandomKubeconfig.ALL_COMMENTS);
            assertThat(load(merged(removed, added, false)))
                    .as("seed %d, again", seed)
                    .isEqualTo(load(merged));
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
            assertFormKept(seed, sample, merged, RandomKubeconfig.COMMENTS);

            String removed = removed(merged, name);
            expected.put("current-context", "");
            List.of("clusters", "contexts", "users").forEach(key -> expected.put(key, others(expected, key, name)));
            assertThat(load(removed)).as("seed %d", seed).isEqualTo(expected);
            assertFormKept(seed, sample, removed, RandomKubeconfig.COMMENTS);
        }
    }

    /** Comments and the order of the fields stay, and the rest is written as kubectl does it. */
    private static void assertFormKept(int seed, RandomKubeconfig sample, String text, List<String> comments) {
        for (String comment : comments) {
            assertThat(count(comment, text)).as("seed %d: %s", seed, comment).isEqualTo(count(comment, sample.text()));
        }
        assertThat(comments(text)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(comments(sample.text()));
        assertThat(load(text).keySet())
                .as("seed %d", seed)
                .containsExactlyElementsOf(load(sample.text()).keySet());
        assertThat(text)
                .as("seed %d", seed)
                .doesNotContain("\r")
                .doesNotStartWith("\uFEFF")
                .doesNotStartWith("{");
    }

    private static List<String> comments(String text) {
        return YamlNodes.comments(text.replace("\uFEFF", ""));
    }

    private static long count(String comment, String text) {
        return Pattern.compile("(?m)(?:^|[ \uFEFF])" + Pattern.quote(comment) + "\r?$")
                .matcher(text)
                .results()
                .count();
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

    private static Map<String, Object> load(String text) {
        return new Yaml().load(text.replace("\uFEFF", ""));
    }

    private static String merged(String text, Kubeconfig added, boolean makeCurrent) {
        return text(document(text).merged(added, makeCurrent));
    }

    private static String removed(String text, String name) {
        return text(document(text).without(List.of(name)));
    }

    private static KubeconfigDocument document(String text) {
        return new KubeconfigDocument(Path.of("config"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(KubeconfigDocument document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }
}
