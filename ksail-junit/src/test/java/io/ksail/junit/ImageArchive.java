package io.ksail.junit;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.ksail.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A Docker archive made by a test: one layer with one static program, under a name that no registry has. */
final class ImageArchive {

    private ImageArchive() {}

    /** Takes BusyBox out of a pod of the host, so that the test needs no engine and no registry of its own. */
    static Path withBusyboxOf(Host host, String tag) throws IOException {
        return write(tag, busybox(host));
    }

    private static byte[] busybox(Host host) throws IOException {
        var pods = host.client().pods().inNamespace("default");
        var pod = pods.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("busybox-source")
                        .endMetadata()
                        .withNewSpec()
                        .withTerminationGracePeriodSeconds(0L)
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .withCommand("sleep", "600")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        try {
            pods.resource(pod).waitUntilReady(3, TimeUnit.MINUTES);
            Path program = Files.createTempFile("busybox", "");
            program.toFile().deleteOnExit();
            pods.resource(pod).file("/bin/busybox").copy(program);
            return Files.readAllBytes(program);
        } finally {
            pods.resource(pod).delete();
        }
    }

    private static Path write(String tag, byte[] busybox) throws IOException {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
            put(tar, "bin/echo", busybox, 0755);
        }
        byte[] config =
                """
                {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""".formatted(architecture(), sha256(layer.toByteArray())).getBytes(StandardCharsets.UTF_8);
        byte[] manifest = """
                [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]""".formatted(tag).getBytes(StandardCharsets.UTF_8);
        Path archive = Files.createTempFile("image", ".tar");
        archive.toFile().deleteOnExit();
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            put(tar, "config.json", config, 0644);
            put(tar, "layer.tar", layer.toByteArray(), 0644);
            put(tar, "manifest.json", manifest, 0644);
        }
        return archive;
    }

    private static String architecture() {
        return "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
