package io.ksail.image;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an image archive says of itself: its small JSON files, which are all but the layers.
 *
 * @param files their content by their names
 */
record ArchiveIndex(Map<String, byte[]> files) {

    private static final String OF_DOCKER = "manifest.json";
    private static final String OF_OCI = "index.json";
    private static final String NAME = "io.containerd.image.name";
    private static final String LOOSE_NAME = "org.opencontainers.image.ref.name";
    private static final int GZIP_MAGIC = 0x1f;
    private static final long MAX_JSON = 4L << 20;

    static ArchiveIndex read(Path archive) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(plain(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getSize() <= MAX_JSON) {
                    byte[] content = tar.readAllBytes();
                    if (content.length > 0 && (content[0] == '{' || content[0] == '[')) {
                        files.put(entry.getName().replaceFirst("^\\./", ""), content);
                    }
                }
            }
        }
        return new ArchiveIndex(files);
    }

    private static InputStream plain(InputStream file) throws IOException {
        file.mark(1);
        int first = file.read();
        file.reset();
        return first == GZIP_MAGIC ? new GZIPInputStream(file) : file;
    }

    boolean isOfImages() {
        return files.containsKey(OF_DOCKER) || files.containsKey(OF_OCI);
    }

    Map<String, Set<String>> images() {
        Map<String, Set<String>> images = new HashMap<>();
        if (files.containsKey(OF_DOCKER)) {
            for (Object image : list(Serialization.unmarshal(text(OF_DOCKER), List.class))) {
                byte[] config = files.get(String.valueOf(map(image).get("Config")));
                list(map(image).get("RepoTags"))
                        .forEach(tag -> images.put(
                                FullName.of(String.valueOf(tag)), config == null ? Set.of() : Set.of(digest(config))));
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

    private List<Map<?, ?>> ofOci() {
        Map<?, ?> index = Serialization.unmarshal(text(OF_OCI), Map.class);
        return list(index.get("manifests")).stream()
                .<Map<?, ?>>map(ArchiveIndex::map)
                .toList();
    }

    /** A tag alone, which OCI allows there, is not a name. */
    private static Optional<String> name(Map<?, ?> image) {
        return annotation(image, NAME).or(() -> annotation(image, LOOSE_NAME).filter(text -> text.matches(".*[:/].*")));
    }

    private static Optional<String> annotation(Map<?, ?> image, String key) {
        return Optional.ofNullable(map(image.get("annotations")).get(key)).map(String::valueOf);
    }

    /** Of a manifest and its configuration; of an index, those of each platform. */
    private Set<String> digests(Map<?, ?> descriptor) {
        Set<String> digests = new LinkedHashSet<>();
        String digest = String.valueOf(descriptor.get("digest"));
        digests.add(digest);
        String blob = "blobs/" + digest.replace(':', '/');
        if (files.containsKey(blob)) {
            Map<?, ?> content = Serialization.unmarshal(text(blob), Map.class);
            Optional.ofNullable(map(content.get("config")).get("digest"))
                    .ifPresent(config -> digests.add(String.valueOf(config)));
            list(content.get("manifests")).forEach(platform -> digests.addAll(digests(map(platform))));
        }
        return digests;
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
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
