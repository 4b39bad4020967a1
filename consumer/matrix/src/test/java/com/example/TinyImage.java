package com.example;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An image as {@code docker save} writes it, with nothing but one text file in it. */
final class TinyImage {

    private TinyImage() {}

    static Path write(Path archive, String name) throws Exception {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
            put(tar, "hello.txt", "hello".getBytes(StandardCharsets.UTF_8));
        }
        String architecture = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(layer.toByteArray()));
        String config =
                """
                {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
                        .formatted(architecture, digest);
        String manifest =
                """
                [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]"""
                        .formatted(name);
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            put(tar, "config.json", config.getBytes(StandardCharsets.UTF_8));
            put(tar, "layer.tar", layer.toByteArray());
            put(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return archive;
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
