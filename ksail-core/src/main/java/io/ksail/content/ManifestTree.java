package io.ksail.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files below a root, which may be one itself: all that look like manifests, or those that match a pattern.
 *
 * @param root the part of a path without wildcards
 * @param pattern the rest, a glob; empty for all manifests
 */
record ManifestTree(String root, String pattern) {

    private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
    private static final Pattern MANIFEST = Pattern.compile(".*\\.(ya?ml|json)", Pattern.CASE_INSENSITIVE);

    /** Takes a path with {@code /} between its parts to pieces. */
    static ManifestTree at(String path) {
        if (!WILDCARD.matcher(path).find()) {
            return new ManifestTree(path, "");
        }
        List<String> parts = Arrays.asList(path.split("/", -1));
        int literal = (int)
                parts.stream().takeWhile(part -> !WILDCARD.matcher(part).find()).count();
        String root = String.join("/", parts.subList(0, literal));
        return new ManifestTree(
                literal == 1 && root.isEmpty() ? "/" : root, String.join("/", parts.subList(literal, parts.size())));
    }

    List<ManifestFile> read(Path start, Function<Path, String> name) throws IOException {
        List<ManifestFile> files = new ArrayList<>();
        for (Path file : files(start)) {
            files.add(ManifestFile.of(name.apply(file), Files.readAllBytes(file)));
        }
        return files;
    }

    private List<Path> files(Path start) throws IOException {
        if (Files.isRegularFile(start)) {
            return List.of(start);
        }
        List<PathMatcher> matchers = matchers(start);
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> matchers.isEmpty()
                            ? MANIFEST.matcher(file.toString()).matches()
                            : matchers.stream().anyMatch(matcher -> matcher.matches(start.relativize(file))))
                    .sorted(Comparator.comparing(Path::toString))
                    .collect(Collectors.toList());
        }
    }

    /** For Java, two stars and a slash mean at least one directory; for everybody else, none too. */
    private List<PathMatcher> matchers(Path start) {
        return pattern.isEmpty()
                ? List.of()
                : Stream.of(pattern, pattern.replace("**/", ""))
                        .distinct()
                        .map(glob -> start.getFileSystem().getPathMatcher("glob:" + glob))
                        .toList();
    }
}
