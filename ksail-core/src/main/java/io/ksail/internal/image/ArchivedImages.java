package io.ksail.internal.image;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.image.ImageException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Causes;
import io.ksail.internal.Sha256;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.jspecify.annotations.Nullable;

/**
 * Images in an OCI or Docker archive, as {@code docker save}, Jib, Podman or Buildx write it; compressed with gzip or bzip2
 * or not, whatever its name says.
 *
 * @param name the archive as the user named it
 * @param path the archive
 * @param images the images in it, by their full names, each with its digests
 * @param nameToGive the full name of the one image whose archive names it otherwise than nodes understand
 */
public record ArchivedImages(String name, Path path, Map<String, Set<String>> images, Optional<String> nameToGive)
        implements ImageSource {

    static final String GOOD = "give what docker save writes, or target/jib-image.tar of Jib";

    /** Copies the images. */
    public ArchivedImages {
        images = Map.copyOf(images);
    }

    /**
     * Reads what an archive says of its images.
     *
     * @param name the archive as the user named it
     * @param path the archive
     * @return its images
     * @throws ImageException if it is not there, is no image archive, is not whole, or names no image
     */
    public static ArchivedImages read(String name, Path path) {
        PlainArchive archive = new PlainArchive(name, path);
        try (InputStream plain = archive.open()) {
            return of(name, path, ArchiveIndex.read(plain));
        } catch (IOException e) {
            throw unusable(name, String.valueOf(e.getMessage()), GOOD, e);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw unusable(name, "what it says of its images is no JSON: " + Causes.message(e), GOOD, e);
        }
    }

    private static ArchivedImages of(String name, Path path, ArchiveIndex index) {
        if (!index.isOfImages()) {
            String none = "it is no OCI or Docker archive: it has no manifest.json and no index.json";
            throw index.misplaced()
                    .map(inside -> unusable(
                            name, none + ", but " + inside, "unpack it, and give or pack what is inside", null))
                    .orElseGet(() -> unusable(name, none, GOOD, null));
        }
        Map<String, Set<String>> images = index.images();
        if (images.isEmpty()) {
            throw unusable(
                    name,
                    "it does not say what its image is called",
                    "write it by a name: docker save NAME:TAG, not docker save ID",
                    null);
        }
        index.missing().ifPresent(part -> {
            throw unusable(name, "it has no %s, of which its image is made".formatted(part), GOOD, null);
        });
        return new ArchivedImages(name, path, images, index.nameToGive());
    }

    /** The path in what a user wrote, if that is one. */
    public static Optional<Path> path(String value) {
        try {
            return Stream.of("docker-archive:", "oci-archive:")
                    .filter(value::startsWith)
                    .map(prefix -> value.substring(prefix.length()))
                    .findFirst()
                    .or(() -> Optional.of(value)
                            .filter(text -> text.matches("(?i).*\\.(tar(\\.\\w+)?|t(gz|zst|xz|bz2?))")))
                    .map(Path::of);
        } catch (InvalidPathException e) {
            throw unusable(value, "it is no path: " + e.getReason(), GOOD, e);
        }
    }

    static ImageException unusable(String name, String seen, String remedy, @Nullable Exception cause) {
        return new ImageException("The image archive '%s' can't be used".formatted(name), seen, remedy, cause);
    }

    @Override
    public InputStream open() throws IOException {
        return new PlainArchive(name, path).openWithEnd();
    }

    /**
     * What an image archive says of itself: its small JSON files, which are all but the layers.
     *
     * @param names the names of all files in it
     * @param files the content of the small ones by their names
     */
    private record ArchiveIndex(Set<String> names, Map<String, byte[]> files) {

        private static final String OF_DOCKER = "manifest.json";
        private static final String OF_OCI = "index.json";
        private static final String NAME = "io.containerd.image.name";
        private static final String LOOSE_NAME = "org.opencontainers.image.ref.name";
        private static final String ENDS_TOO_SOON = "(?is).*(truncated|unexpected end|end of).*";
        private static final long MAX_JSON = 4L << 20;

        /** To the very end, so that nothing is found out only when half of it is sent. */
        static ArchiveIndex read(InputStream plain) throws IOException {
            Set<String> names = new TreeSet<>();
            Map<String, byte[]> files = new HashMap<>();
            TarArchiveInputStream tar = new TarArchiveInputStream(plain);
            try {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    String name = entry.getName().replaceFirst("^\\./", "");
                    names.add(name);
                    if (entry.isFile() && entry.getSize() <= MAX_JSON) {
                        byte[] content = tar.readAllBytes();
                        if (content.length > 0 && (content[0] == '{' || content[0] == '[')) {
                            files.put(name, content);
                        }
                    }
                }
                plain.transferTo(OutputStream.nullOutputStream());
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(whatIsWrong(e, names.isEmpty()), e);
            }
            if (names.isEmpty()) {
                throw new IOException("it is empty, or no tar archive");
            }
            return new ArchiveIndex(names, files);
        }

        private static String whatIsWrong(Exception e, boolean nothingRead) {
            if (e instanceof EOFException || String.valueOf(e.getMessage()).matches(ENDS_TOO_SOON)) {
                return "it ends too soon";
            }
            return nothingRead ? "it is no tar archive" : "it is damaged: " + Causes.message(e);
        }

        /** What it says it has, and has not; of an index of several platforms, only the index is looked for. */
        Optional<String> missing() {
            return parts().filter(part -> !names.contains(part)).findFirst();
        }

        private Stream<String> parts() {
            if (files.containsKey(OF_DOCKER)) {
                return ofDocker().stream()
                        .flatMap(image -> Stream.concat(
                                Stream.of(String.valueOf(image.get("Config"))),
                                list(image.get("Layers")).stream().map(String::valueOf)));
            }
            return ofOci().stream().flatMap(image -> {
                String manifest = blob(image);
                Map<?, ?> content =
                        files.containsKey(manifest) ? Serialization.unmarshal(text(manifest), Map.class) : Map.of();
                Stream<Map<?, ?>> needed = content.containsKey("config")
                        ? Stream.concat(
                                Stream.of(map(content.get("config"))),
                                list(content.get("layers")).stream().<Map<?, ?>>map(ArchiveIndex::map))
                        : Stream.empty();
                return Stream.concat(
                        Stream.of(manifest),
                        needed.filter(part -> !part.containsKey("urls")).map(ArchiveIndex::blob));
            });
        }

        /** Where somebody has packed the directory, or the archives, instead of what is in it. */
        Optional<String> misplaced() {
            return names.stream()
                    .filter(name -> name.matches("[^/]+/(manifest|index)\\.json|[^/]+\\.(tar(\\.\\w+)?|tgz)"))
                    .findFirst();
        }

        boolean isOfImages() {
            return files.containsKey(OF_DOCKER) || files.containsKey(OF_OCI);
        }

        Map<String, Set<String>> images() {
            Map<String, Set<String>> images = new HashMap<>();
            if (files.containsKey(OF_DOCKER)) {
                for (Map<?, ?> image : ofDocker()) {
                    byte[] config = files.get(String.valueOf(image.get("Config")));
                    list(image.get("RepoTags"))
                            .forEach(tag -> images.put(
                                    FullName.of(String.valueOf(tag)),
                                    config == null ? Set.of() : Set.of(digest(config))));
                }
            } else if (files.containsKey(OF_OCI)) {
                for (Map<?, ?> image : ofOci()) {
                    name(image).ifPresent(name -> images.put(FullName.of(name), digests(image)));
                }
            }
            return images;
        }

        Optional<String> nameToGive() {
            return files.containsKey(OF_DOCKER) || !files.containsKey(OF_OCI) || ofOci().size() != 1
                    ? Optional.empty()
                    : Optional.of(ofOci().get(0))
                            .filter(image -> annotation(image, NAME).isEmpty())
                            .flatMap(ArchiveIndex::name)
                            .map(FullName::of);
        }

        private List<Map<?, ?>> ofDocker() {
            return list(Serialization.unmarshal(text(OF_DOCKER), List.class)).stream()
                    .<Map<?, ?>>map(ArchiveIndex::map)
                    .toList();
        }

        private List<Map<?, ?>> ofOci() {
            Map<?, ?> index = Serialization.unmarshal(text(OF_OCI), Map.class);
            return list(index.get("manifests")).stream()
                    .<Map<?, ?>>map(ArchiveIndex::map)
                    .toList();
        }

        /** A tag alone, which OCI allows there, is not a name. */
        private static Optional<String> name(Map<?, ?> image) {
            return annotation(image, NAME)
                    .or(() -> annotation(image, LOOSE_NAME).filter(text -> text.matches(".*[:/].*")));
        }

        private static Optional<String> annotation(Map<?, ?> image, String key) {
            return Optional.ofNullable(map(image.get("annotations")).get(key)).map(String::valueOf);
        }

        /** Of a manifest and its configuration; of an index, those of each platform. */
        private Set<String> digests(Map<?, ?> descriptor) {
            Set<String> digests = new LinkedHashSet<>();
            String digest = String.valueOf(descriptor.get("digest"));
            digests.add(digest);
            String blob = blob(descriptor);
            if (files.containsKey(blob)) {
                Map<?, ?> content = Serialization.unmarshal(text(blob), Map.class);
                Optional.ofNullable(map(content.get("config")).get("digest"))
                        .ifPresent(config -> digests.add(String.valueOf(config)));
                list(content.get("manifests")).forEach(platform -> digests.addAll(digests(map(platform))));
            }
            return digests;
        }

        private static String blob(Map<?, ?> descriptor) {
            return "blobs/" + String.valueOf(descriptor.get("digest")).replace(':', '/');
        }

        private String text(String file) {
            return new String(files.get(file), StandardCharsets.UTF_8);
        }

        private static List<?> list(@Nullable Object value) {
            return value instanceof List<?> list ? list : List.of();
        }

        private static Map<?, ?> map(@Nullable Object value) {
            return value instanceof Map<?, ?> map ? map : Map.of();
        }

        private static String digest(byte[] content) {
            return "sha256:" + Sha256.of(content);
        }
    }

    /**
     * An archive as nodes read it. They are not told where the stream ends, and would wait for more of what is compressed, or has
     * no end of its own.
     *
     * @param name the archive as the user named it
     * @param path the archive, however it is compressed
     */
    private record PlainArchive(String name, Path path) {

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
                throw unusable("there is no " + path.toAbsolutePath(), GOOD, null);
            }
            if (Files.isDirectory(path)) {
                throw unusable(
                        "it is a directory",
                        "give an archive; an OCI layout becomes one by: tar -C %s -cf layout.tar .".formatted(path),
                        null);
            }
            if (!Files.isRegularFile(path)) {
                throw unusable("it is no regular file, and is read more than once", GOOD, null);
            }
        }

        /** What is in it, not compressed. */
        InputStream open() throws IOException {
            requireFile();
            InputStream file;
            try {
                file = new BufferedInputStream(Files.newInputStream(path));
            } catch (IOException e) {
                throw unusable("it can't be read: " + e, GOOD, e);
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
}
