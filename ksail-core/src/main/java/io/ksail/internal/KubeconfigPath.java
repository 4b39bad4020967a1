package io.ksail.internal;

import io.ksail.spec.InvalidSpecException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rule for every setting that names a kubeconfig file. In CI the kubeconfig itself is often put where its path belongs,
 * and a path is what messages quote.
 */
public final class KubeconfigPath {

    /** The longest path that Linux takes. */
    private static final int LONGEST = 4_096;

    private static final Pattern CONTENT = Pattern.compile(
            "[\"']?\\b(apiVersion|clusters|contexts|users|kind|client-key-data|certificate-authority-data)[\"']?\\s*:"
                    + "|-----BEGIN |^\\s*\\{");

    /** A kubeconfig takes more than this in Base64, and a path of this length that is no more than Base64 is none. */
    private static final int SHORTEST_BASE64 = 24;

    private KubeconfigPath() {}

    /**
     * Takes a text for the path of a kubeconfig file. As in a shell, {@code ~} is the user's own directory.
     *
     * @param where who gave it, such as {@code option --kubeconfig}
     * @param text what was given
     * @return the path
     * @throws InvalidSpecException if it is a kubeconfig itself, a list, or no path; it is not quoted
     */
    public static Path of(String where, String text) {
        String path = checked(where, text);
        if (path.startsWith("~") && !path.equals("~") && !path.startsWith("~/")) {
            throw refused(
                    where,
                    "it begins with another user's home (~name), which is not looked up",
                    "write the whole path, or begin it with ~/");
        }
        return path.startsWith("~")
                ? Home.directory().resolve(path.substring(Math.min(2, path.length())))
                : Path.of(path);
    }

    /**
     * Refuses what is no path of a kubeconfig file.
     *
     * @param where who gave it
     * @param text what was given
     * @return the path, with {@code ~} where that was given; of a list with one entry, the entry
     * @throws InvalidSpecException if it is a kubeconfig itself, a list, or no path; it is not quoted
     */
    public static String checked(String where, String text) {
        String seen = problem(text);
        if (!seen.isEmpty()) {
            Redaction.rememberKubeconfig(text);
            throw refused(
                    where,
                    seen,
                    "write the kubeconfig to a file that only its owner can read (mode 0600), and give the path of that file");
        }
        List<String> entries = Arrays.stream(text.split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> !entry.isBlank())
                .toList();
        // A file may have the separator in its name.
        boolean isList = entries.size() > 1 && entries.stream().allMatch(entry -> entry.equals(entry.strip()));
        if (isList && !Files.exists(Path.of(text))) {
            throw refused(
                    where,
                    "it is a list of %d paths, separated by '%s' as in KUBECONFIG, and one file is wanted"
                            .formatted(entries.size(), File.pathSeparator),
                    "give one of them; or one that holds them all: KUBECONFIG=<the list> kubectl config view --flatten > FILE");
        }
        return entries.size() == 1 ? entries.get(0) : text;
    }

    private static InvalidSpecException refused(String where, String seen, String remedy) {
        return new InvalidSpecException("The %s does not name a kubeconfig file".formatted(where), seen, remedy);
    }

    private static String problem(String text) {
        if (CONTENT.matcher(text).find() || isBase64OfContent(text)) {
            return "it holds a kubeconfig itself, and not the path of one";
        }
        if (text.length() > LONGEST) {
            return "it is no path: it has %d characters".formatted(text.length());
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return "it is no path: it holds a line break or another control character";
        }
        try {
            Path.of(text);
            return "";
        } catch (InvalidPathException e) {
            return "it is no path: it holds a character that no path has here";
        }
    }

    private static boolean isBase64OfContent(String text) {
        String plain = text.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
        if (plain.length() < SHORTEST_BASE64 || !plain.matches("[A-Za-z0-9+/]++={0,2}")) {
            return false;
        }
        String head = plain.replace("=", "");
        head = head.substring(0, Math.min(head.length(), LONGEST) / 4 * 4);
        return CONTENT.matcher(new String(Base64.getDecoder().decode(head), StandardCharsets.ISO_8859_1))
                .find();
    }
}
