package io.ksail.spec;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.Sha256;
import io.ksail.internal.yaml.KubernetesYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A distribution's own configuration, in the format of that distribution, as it lies beside {@code ksail.yaml}: {@code
 * kind.yaml} for Vanilla, {@code vcluster.yaml} for VCluster, {@code talos/} for Talos. The texts are those of the moment
 * when they were read; two values are equal when their texts are.
 *
 * @param texts each file's text by its name, relative to the folder and with slashes, such as {@code
 *     talos/workers/disk.yaml}
 */
public record ConfigFiles(Map<String, String> texts) {

    /** No distribution is configured. */
    public static final ConfigFiles NONE = new ConfigFiles(Map.of());

    /** Copies the texts, in the order of their names. */
    public ConfigFiles {
        texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /**
     * What lies in a folder for any distribution.
     *
     * @param folder the folder, of whichever file system
     * @return what there is; {@link #NONE} where there is nothing
     * @throws InvalidSpecException if a file can't be read, is larger than 1 MiB, or is not UTF-8 text
     */
    public static ConfigFiles in(Path folder) {
        return new Folder(folder).read();
    }

    /**
     * The same with one file more, or with another text for one.
     *
     * @param name the file's name, such as {@code kind.yaml}
     * @param text what it says
     * @return a new value
     */
    public ConfigFiles with(String name, String text) {
        Map<String, String> more = new TreeMap<>(texts);
        more.put(name, text);
        return new ConfigFiles(more);
    }

    /**
     * One file.
     *
     * @param name the file's name, such as {@code kind.yaml}
     * @return its text; empty when there is no such file
     */
    public Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    /**
     * The files in a folder, and in folders in it.
     *
     * @param folder the folder's name, such as {@code talos/workers}
     * @return their texts by their whole names, in the order of those
     */
    public Map<String, String> under(String folder) {
        Map<String, String> found = new TreeMap<>(texts);
        found.keySet().removeIf(name -> !name.startsWith(folder + "/"));
        return Collections.unmodifiableMap(found);
    }

    /**
     * What there is for one distribution.
     *
     * @param distribution the distribution, such as {@link DistributionType#VANILLA}
     * @return its files only
     * @throws InvalidSpecException if there is none that is called so
     */
    public ConfigFiles of(String distribution) {
        Optional<String> its = DistributionDescriptor.of(distribution).configName();
        Map<String, String> found = new TreeMap<>(texts);
        found.keySet().removeIf(name -> its.filter(own -> name.equals(own) || name.startsWith(own + "/"))
                .isEmpty());
        return new ConfigFiles(found);
    }

    /** The files' names, each with the beginning of the SHA-256 of its text. */
    @Override
    public String toString() {
        return texts.isEmpty()
                ? "none"
                : texts.entrySet().stream()
                        .map(file -> "%s (%s)".formatted(file.getKey(), Sha256.beginningOf(file.getValue())))
                        .collect(Collectors.joining(" "));
    }

    /** Reads what lies in a folder for the distributions. */
    private record Folder(Path path) {

        private static final int LARGEST_BYTES = 1024 * 1024;
        private static final int DEEPEST = 4;

        ConfigFiles read() {
            Map<String, String> texts = new TreeMap<>();
            DistributionDescriptor.all().stream()
                    .flatMap(distribution -> distribution.configName().stream())
                    .flatMap(name -> files(path.resolve(name)).stream())
                    .forEach(file -> texts.put(name(file), text(file)));
            return new ConfigFiles(texts);
        }

        private String name(Path file) {
            return path.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        }

        /** The file itself, or the YAML files in the folder of that name. */
        private static List<Path> files(Path place) {
            if (Files.isRegularFile(place)) {
                return List.of(place);
            }
            if (!Files.isDirectory(place)) {
                return List.of();
            }
            try (Stream<Path> all = Files.walk(place, DEEPEST)) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().matches(".*\\.ya?ml"))
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                throw unusable(place, e.toString(), "check that it can be read");
            }
        }

        private static String text(Path file) {
            try (InputStream input = Files.newInputStream(file)) {
                byte[] bytes = input.readNBytes(LARGEST_BYTES + 1);
                if (bytes.length > LARGEST_BYTES) {
                    throw unusable(file, "it is larger than 1 MiB", "put what a distribution is to be told there");
                }
                return KubernetesYaml.text(bytes);
            } catch (KubernetesYaml.NotText e) {
                throw unusable(file, String.valueOf(e.getMessage()), "save the file as UTF-8");
            } catch (IOException e) {
                throw unusable(file, e.toString(), "check that it can be read");
            }
        }

        private static InvalidSpecException unusable(Path file, String seen, String remedy) {
            return new InvalidSpecException("The configuration %s can't be used".formatted(file), seen, remedy);
        }
    }
}
