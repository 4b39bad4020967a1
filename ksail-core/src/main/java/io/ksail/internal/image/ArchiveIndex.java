package io.ksail.internal.image;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Causes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an image archive says of itself: its small JSON files, which are all but the layers.
 *
 * @param names the names of all files in it
 * @param files the content of the small ones by their names
 */
record ArchiveIndex(Set<String> names, Map<String, byte[]> files) {

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
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
