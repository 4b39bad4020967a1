package io.ksail.spec;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.yaml.KubernetesYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what lies in a folder for the distributions. */
record ConfigFolder(Path folder) {

    private static final int LARGEST_BYTES = 1024 * 1024;
    private static final int DEEPEST = 4;

    ConfigFiles read() {
        Map<String, String> texts = new TreeMap<>();
        DistributionDescriptor.all().stream()
                .flatMap(distribution -> distribution.configName().stream())
                .flatMap(name -> files(folder.resolve(name)).stream())
                .forEach(file -> texts.put(name(file), text(file)));
        return new ConfigFiles(texts);
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
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
