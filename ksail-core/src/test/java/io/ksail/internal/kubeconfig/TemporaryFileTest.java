package io.ksail.internal.kubeconfig;

import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TemporaryFileTest {

    private static final Kubeconfig KUBECONFIG = Kubeconfig.rewritten("""
            apiVersion: v1
            kind: Config
            current-context: default
            clusters:
            - name: default
              cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=}
            users:
            - name: default
              user: {client-certificate-data: Y2VydA==, client-key-data: c2VjcmV0}
            contexts:
            - name: default
              context: {cluster: default, user: default}
            """, "k3k-demo", "https://10.0.0.1:30001");

    private final TemporaryFile file = TemporaryFile.of("demo", KUBECONFIG);

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void is_the_same_each_time_and_only_its_owners() throws IOException {
        Path path = file.path();
        assertThat(file.path()).isEqualTo(path).hasContent(KUBECONFIG.yaml());
        assertOnlyOwners(path);
    }

    @Test
    void is_there_again_when_somebody_has_deleted_it() throws IOException {
        Path path = file.path();
        Files.delete(path);
        assertThat(file.path()).isEqualTo(path).hasContent(KUBECONFIG.yaml());
        deleteAll(path.getParent());
        assertThat(file.path()).isEqualTo(path).hasContent(KUBECONFIG.yaml());
        assertOnlyOwners(path);
    }

    @Test
    void is_gone_with_its_directory_when_it_is_closed_whoever_asks_for_it_then() {
        Path path = file.path();
        file.close();
        assertThat(file.path()).isEqualTo(path);
        assertThat(path.getParent()).doesNotExist();
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void assertOnlyOwners(Path path) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
                .isEqualTo("rwx------");
    }
}
