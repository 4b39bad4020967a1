package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KubeconfigLockTest {

    private static final Kubeconfig DEMO = SampleKubeconfig.named("k3k-demo");

    @TempDir
    Path directory;

    private Path path;
    private Path lock;

    @BeforeEach
    void name_files() throws IOException {
        path = SampleKubeconfig.file(directory.resolve("config"), "kind: Config\n");
        lock = directory.resolve("config.lock");
    }

    @Test
    void a_lock_of_kubectl_is_respected_and_named() throws IOException {
        kubectlLocks(lock);
        assertLocked(path, lock);
        assertThat(path).hasContent("kind: Config\n");
        assertThat(lock).exists();
    }

    @Test
    void the_name_that_a_link_has_is_locked_as_well_as_its_target() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        Path linkLock = directory.resolve("link.lock");
        kubectlLocks(linkLock);
        assertLocked(link, linkLock);
        Files.delete(linkLock);
        kubectlLocks(lock);
        assertLocked(link, lock);
        assertThat(linkLock).doesNotExist();
    }

    @Test
    void a_lock_is_waited_for() throws Exception {
        kubectlLocks(lock);
        CompletableFuture<Void> merge = CompletableFuture.runAsync(() -> new UserKubeconfig(path).merge(DEMO, true));
        assertThatThrownBy(() -> merge.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        Files.delete(lock);
        merge.get(10, TimeUnit.SECONDS);
        assertThat(path).content().contains("k3k-demo");
        assertThat(lock).doesNotExist();
    }

    @Test
    void a_lock_of_unknown_origin_is_taken_over_after_ten_minutes() throws IOException {
        kubectlLocks(lock);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(9))));
        assertLocked(path, lock);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
        new UserKubeconfig(path).merge(DEMO, true);
        assertThat(path).content().contains("k3k-demo");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path));
    }

    @Test
    void a_lock_of_a_process_that_is_gone_is_taken_over_at_once() throws Exception {
        long gone = goneProcess();
        Files.createSymbolicLink(lock, Path.of(markOf(gone)));
        Files.createSymbolicLink(directory.resolve("config.lock.takeover"), Path.of(markOf(gone)));
        new UserKubeconfig(path, Duration.ofSeconds(1)).merge(DEMO, true);
        assertThat(path).content().contains("k3k-demo");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path));
    }

    @Test
    void of_many_who_find_an_abandoned_lock_one_at_a_time_has_it() throws Exception {
        String gone = markOf(goneProcess());
        AtomicInteger owners = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Files.createSymbolicLink(lock, Path.of(gone));
                Files.createSymbolicLink(directory.resolve("config.lock.takeover"), Path.of(gone));
                CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> own(owners), threads))
                                .limit(8)
                                .toArray(CompletableFuture[]::new))
                        .get(60, TimeUnit.SECONDS);
                assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void own(AtomicInteger owners) {
        try (KubeconfigLock mine = new KubeconfigLock(path, path.toAbsolutePath(), Duration.ofSeconds(30))) {
            assertThat(owners.incrementAndGet()).isEqualTo(1);
            mine.check();
            owners.decrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_lock_of_a_process_that_runs_or_is_of_another_machine_is_respected() throws Exception {
        Files.createSymbolicLink(lock, Path.of(KubeconfigLock.freshMark()));
        assertLocked(path, lock);
        Files.delete(lock);
        Files.createSymbolicLink(lock, Path.of(markOf(goneProcess()).replaceFirst("-on-", "-on-other-")));
        assertLocked(path, lock);
    }

    @Test
    void a_process_with_the_number_of_one_that_is_gone_is_told_from_it() {
        String mark = KubeconfigLock.freshMark();
        assertThat(KubeconfigLock.isOfGoneProcess(mark, Instant.now())).isFalse();
        Instant beforeThisProcess = Instant.now().minus(Duration.ofDays(300));
        assertThat(KubeconfigLock.isOfGoneProcess(mark, beforeThisProcess)).isTrue();
    }

    @Test
    void who_has_lost_the_lock_writes_nothing() throws IOException {
        Path target = path.toAbsolutePath();
        try (KubeconfigLock access = new KubeconfigLock(path, target, Duration.ofSeconds(1))) {
            Files.delete(lock);
            kubectlLocks(lock);
            assertThatThrownBy(() -> new ReplacedFile(target).replace(new byte[0], access))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("taken the lock over");
        }
        assertThat(path).hasContent("kind: Config\n");
        assertThat(lock).exists();
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(path) && !other.equals(lock));
    }

    @Test
    void an_interrupted_thread_waits_no_longer() throws IOException {
        kubectlLocks(lock);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new UserKubeconfig(path).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageContaining("the thread was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void assertLocked(Path file, Path lock) {
        assertThatThrownBy(() -> new UserKubeconfig(file, Duration.ofMillis(50)).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageStartingWith("The kubeconfig file %s is locked".formatted(file))
                .hasMessageContaining("delete " + lock);
        assertThat(Files.exists(lock, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    /** As client-go does it: an empty file that nobody may read. */
    private static void kubectlLocks(Path lock) throws IOException {
        Files.createFile(lock, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    }

    private static long goneProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    private static String markOf(long pid) {
        return KubeconfigLock.freshMark().replaceFirst("pid-\\d+", "pid-" + pid);
    }
}
