package io.ksail.internal.image;

import io.ksail.image.ImageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.jspecify.annotations.Nullable;

/**
 * An archive as nodes read it. They are not told where the stream ends, and would wait for more of what is compressed, or has
 * no end of its own.
 *
 * @param name the archive as the user named it
 * @param path the archive, however it is compressed
 */
record PlainArchive(String name, Path path) {

    /** What unpacks a file by itself, for what commons-compress reads with further libraries only. */
    private static final Map<String, String> UNPACKED_BY = Map.of(
            CompressorStreamFactory.ZSTANDARD, "zstd -d",
            CompressorStreamFactory.XZ, "xz -dk",
            CompressorStreamFactory.LZMA, "xz -dk");

    /** The rest of a file's last block, and the two empty blocks that end every tar archive. */
    private static final int END_OF_TAR = 3 * 512;

    /** As {@link #open()}, with an end that is seen whatever there was before it. */
    InputStream openWithEnd() throws IOException {
        return new SequenceInputStream(open(), new ByteArrayInputStream(new byte[END_OF_TAR]));
    }

    private void requireFile() {
        if (!Files.exists(path)) {
            throw unusable("there is no " + path.toAbsolutePath(), ArchivedImages.GOOD, null);
        }
        if (Files.isDirectory(path)) {
            throw unusable(
                    "it is a directory",
                    "give an archive; an OCI layout becomes one by: tar -C %s -cf layout.tar .".formatted(path),
                    null);
        }
        if (!Files.isRegularFile(path)) {
            throw unusable("it is no regular file, and is read more than once", ArchivedImages.GOOD, null);
        }
    }

    /** What is in it, not compressed. */
    InputStream open() throws IOException {
        requireFile();
        InputStream file;
        try {
            file = new BufferedInputStream(Files.newInputStream(path));
        } catch (IOException e) {
            throw unusable("it can't be read: " + e, ArchivedImages.GOOD, e);
        }
        String compression = compression(file).orElse("");
        if (compression.isEmpty()) {
            return file;
        }
        try {
            InputStream plain = new BufferedInputStream(
                    new CompressorStreamFactory(true).createCompressorInputStream(compression, file));
            if (compression(plain).isPresent()) {
                throw unusable("it is compressed twice", "unpack it once", null);
            }
            return plain;
        } catch (CompressorException e) {
            file.close();
            // Those that it reads by itself it does not take when they end within their first bytes.
            if (!UNPACKED_BY.containsKey(compression)) {
                throw new IOException("it ends too soon", e);
            }
            throw unusable(
                    "it is compressed with %s, which can't be read here".formatted(compression),
                    "unpack it first: %s %s; or use gzip or bzip2".formatted(UNPACKED_BY.get(compression), path),
                    e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Optional<String> compression(InputStream archive) {
        try {
            return Optional.of(CompressorStreamFactory.detect(archive));
        } catch (CompressorException e) {
            return Optional.empty();
        }
    }

    private ImageException unusable(String seen, String remedy, @Nullable Exception cause) {
        return ArchivedImages.unusable(name, seen, remedy, cause);
    }
}
