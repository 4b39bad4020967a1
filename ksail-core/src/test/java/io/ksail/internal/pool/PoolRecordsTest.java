package io.ksail.internal.pool;

import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PoolRecordsTest {

    private static final Exposure EXPOSURE =
            new Exposure(ExposureType.NODE_PORT, new Endpoint("192.0.2.1", 30_000), List.of("192.0.2.1"), List.of());

    @TempDir
    private Path home;

    private Path directory;
    private PoolRecords records;

    @BeforeEach
    void nothing_yet() {
        directory = home.resolve("cache/pool");
        records = new PoolRecords(directory);
    }

    @Test
    void what_is_written_down_is_read_the_oldest_first() throws IOException {
        assertThat(records.on("host")).isEmpty();
        PoolMember young = member("host", "young", 10);
        PoolMember old = member("host", "old", 20);
        records.add(young);
        records.add(old);
        records.add(member("other-host", "other", 30));
        assertThat(records.on("host")).containsExactly(old, young);
    }

    @Test
    void what_is_read_says_what_the_cluster_is() throws IOException {
        records.add(member("host", "demo", 0));
        PoolMember read = records.on("host").get(0);
        Begun begun = read.as(ClusterSpec.named("wanted").workers(1).build());
        ClusterSpec spec = begun.spec();
        assertThat(spec.name()).hasToString("demo");
        assertThat(spec.workers()).isEqualTo(1);
        assertThat(spec.networks().pods()).hasToString("10.64.0.0/16");
        assertThat(begun.exposure()).isEqualTo(EXPOSURE);
        assertThat(begun.uid()).isEqualTo("uid-of-demo");
        assertThat(begun.lease()).isEqualTo(ClusterSpec.named("any").build().lease());
    }

    @Test
    void exactly_one_of_many_takes_it() throws IOException {
        PoolMember member = member("host", "demo", 0);
        records.add(member);
        assertThat(IntStream.range(0, 32)
                        .parallel()
                        .filter(i -> new PoolRecords(directory).take(member))
                        .count())
                .isEqualTo(1);
        assertThat(records.on("host")).isEmpty();
    }

    @Test
    void what_its_host_does_not_keep_any_more_is_forgotten() throws IOException {
        records.add(member("host", "demo", 3_601));
        assertThat(records.on("host")).isEmpty();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void what_nobody_understands_is_none() throws IOException {
        records.add(member("host", "demo", 0));
        Files.writeString(directory.resolve("0.json"), "{");
        Files.writeString(directory.resolve("1.json"), "{\"host\": \"host\", \"of-a-later-version\": 1}");
        assertThat(records.on("host")).hasSize(1);
    }

    @Test
    void only_the_user_writes_and_reads_there() throws IOException {
        records.add(member("host", "demo", 0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void where_others_may_write_nothing_is_believed_or_written() throws IOException {
        PoolMember member = member("host", "demo", 0);
        records.add(member);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(records.on("host")).isEmpty();
        assertThatThrownBy(() -> records.add(member)).hasMessage("others may write in " + directory);
    }

    @Test
    void a_link_to_somewhere_else_is_not_followed() throws IOException {
        records.add(member("host", "demo", 0));
        Path moved = Files.move(directory, home.resolve("elsewhere"));
        Files.createSymbolicLink(directory, moved);
        assertThat(records.on("host")).isEmpty();
    }

    @Test
    void one_process_at_a_time_fills_it() throws IOException {
        boolean[] inside = new boolean[1];
        assertThat(records.alone(() -> inside[0] = isAlone())).isTrue();
        assertThat(inside[0]).isFalse();
        assertThat(isAlone()).isTrue();
    }

    private boolean isAlone() {
        try {
            return new PoolRecords(directory).alone(() -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PoolMember member(String host, String name, int secondsAgo) {
        Instant then = Instant.now().minusSeconds(secondsAgo);
        ClusterSpec spec = ClusterSpec.named(name).build();
        return PoolMember.of(
                host,
                "specification",
                new Begun(spec, "uid-of-" + name, EXPOSURE, spec.lease()),
                then,
                then.plus(Duration.ofHours(1)));
    }
}
