package io.ksail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

class KubeconfigConcurrencyTest {

    private static final String MINE = """
            # mine
            contexts:
            - name: work   # stays
              context: {cluster: work, user: me}
            current-context: work
            """;

    @TempDir
    Path directory;

    @Test
    void threads_and_processes_lose_nothing_of_each_other() throws Exception {
        Path path = SampleKubeconfig.file(directory.resolve("config"), MINE);
        List<String> all = new ArrayList<>(List.of("work"));
        List<Process> processes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 4; i++) {
                processes.add(KubeconfigWriter.start(path, 0, names(all, "process" + i)));
            }
            CompletableFuture<?>[] done = IntStream.range(0, 8)
                    .mapToObj(i -> names(all, "thread" + i))
                    .map(names -> CompletableFuture.runAsync(
                            () -> names.forEach(
                                    name -> new UserKubeconfig(path).merge(SampleKubeconfig.named(name), false)),
                            threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(done).get(120, TimeUnit.SECONDS);
            for (Process process : processes) {
                assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
        } finally {
            threads.shutdownNow();
            processes.forEach(Process::destroyForcibly);
        }
        assertThat(contexts(path)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(path).content().startsWith("# mine\ncontexts:\n- name: work # stays\n");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path));
    }

    @Test
    void a_killed_writer_leaves_a_valid_file_that_the_next_one_can_write() throws Exception {
        Path path = SampleKubeconfig.file(directory.resolve("config"), MINE);
        Random random = new Random(7);
        for (int i = 0; i < 12; i++) {
            long written = Files.getLastModifiedTime(path).toMillis();
            Process process = KubeconfigWriter.start(path, 100_000, List.of("killed", "killed-too"));
            try {
                awaitWriting(path, written, process);
                process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            assertThat(contexts(path)).contains("work").isSubsetOf("work", "killed", "killed-too");
            String name = "next" + i;
            new UserKubeconfig(path).merge(SampleKubeconfig.named(name), false);
            assertThat(contexts(path)).contains("work", name);
            assertThat(new UserKubeconfig(path).remove(name)).isTrue();
            assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path));
        }
        assertThat(path).content().startsWith("# mine\ncontexts:\n- name: work # stays\n");
    }

    private static void awaitWriting(Path path, long before, Process process) throws Exception {
        while (Files.getLastModifiedTime(path).toMillis() == before) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS))
                    .as("the writer ended")
                    .isFalse();
        }
    }

    private static List<String> names(List<String> all, String prefix) {
        List<String> names =
                IntStream.range(0, 10).mapToObj(i -> prefix + "-" + i).toList();
        all.addAll(names);
        return names;
    }

    @SuppressWarnings("unchecked")
    private static List<String> contexts(Path path) throws IOException {
        Map<String, Object> root = new Yaml().load(Files.readString(path));
        return ((List<Map<String, Object>>) root.get("contexts"))
                .stream().map(context -> (String) context.get("name")).toList();
    }
}
