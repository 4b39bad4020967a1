package io.ksail.content;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where manifests are, as users write it: a file, a directory, a glob, {@code classpath:} and one of these, or a URL.
 *
 * @param text what was written
 */
record ManifestLocation(String text) {

    private static final String ON_CLASS_PATH = "classpath:";
    private static final Pattern URL = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);
    private static final String WHERE =
            "paths are relative to the working directory, %s; resources begin with classpath:";

    /** Every file that is there, in the order of their names. */
    List<ManifestFile> read(ClassLoader resources) {
        if (URL.matcher(text).matches()) {
            return List.of(new ManifestUrl(text).read());
        }
        List<ManifestFile> files = text.startsWith(ON_CLASS_PATH)
                ? new ManifestResources(text, text.substring(ON_CLASS_PATH.length())).read(resources)
                : onDisk();
        if (files.isEmpty()) {
            throw ManifestFile.unreadable(
                    text, "no file with .yaml, .yml or .json in its name is there", "correct the path or the pattern");
        }
        return files;
    }

    private List<ManifestFile> onDisk() {
        String remedy = WHERE.formatted(Path.of("").toAbsolutePath());
        try {
            ManifestTree tree =
                    ManifestTree.at(text.replace(FileSystems.getDefault().getSeparator(), "/"));
            Path root = Path.of(tree.root());
            if (!Files.exists(root)) {
                throw ManifestFile.unreadable(text, "there is no " + root, remedy);
            }
            return tree.read(root, path -> path.toString());
        } catch (IOException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(text, String.valueOf(e), remedy, e);
        }
    }
}
