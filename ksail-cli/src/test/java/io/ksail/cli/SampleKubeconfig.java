package io.ksail.cli;

import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Kubeconfigs of clusters that there are not. */
final class SampleKubeconfig {

    static final String SECRET = "c2VjcmV0";

    private SampleKubeconfig() {}

    static Kubeconfig named(String context) {
        return named(context, "https://10.0.0.1:30001");
    }

    static Kubeconfig named(String context, String server) {
        return Kubeconfig.rewritten("""
                clusters:
                - name: default
                  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=}
                users:
                - name: default
                  user: {client-certificate-data: Y2VydA==, client-key-data: %s}
                """.formatted(SECRET), context, server);
    }

    /** A file with that text, for its owner only, as kubectl makes it. */
    static Path file(Path path, String text) throws IOException {
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
