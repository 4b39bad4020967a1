package io.ksail.content;

import io.ksail.internal.Causes;
import io.ksail.internal.UrlSyntax;
import io.ksail.internal.yaml.KubernetesYaml;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where manifests are, as users write it: a file, a directory, a glob, {@code classpath:} and one of these, or a URL.
 *
 * @param text what was written
 */
record ManifestLocation(String text) {

    private static final String ON_CLASS_PATH = "classpath:";
    private static final Pattern HTTP = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);
    private static final String WHERE =
            "paths are relative to the working directory, %s; resources begin with classpath:";

    /** Every file that is there, in the order of their names. */
    List<ManifestFile> read(ClassLoader resources) {
        if (HTTP.matcher(text).matches()) {
            return List.of(new Download(text).read());
        }
        List<ManifestFile> files = text.startsWith(ON_CLASS_PATH) ? onClassPath(resources) : onDisk();
        if (files.isEmpty()) {
            throw ManifestFile.unreadable(
                    text, "no file with .yaml, .yml or .json in its name is there", "correct the path or the pattern");
        }
        return files;
    }

    private List<ManifestFile> onDisk() {
        String remedy = WHERE.formatted(Path.of("").toAbsolutePath());
        try {
            Tree tree = Tree.at(text.replace(FileSystems.getDefault().getSeparator(), "/"));
            Path root = Path.of(tree.root());
            if (!Files.exists(root)) {
                throw ManifestFile.unreadable(text, "there is no " + root, remedy);
            }
            return tree.read(root);
        } catch (IOException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(text, seen(e), remedy, e);
        }
    }

    /** In directories or in jars. */
    private List<ManifestFile> onClassPath(ClassLoader loader) {
        Tree tree = Tree.at(text.substring(ON_CLASS_PATH.length()).replaceFirst("^/", ""));
        String root = tree.root().replaceFirst("/$", "");
        List<ManifestFile> files = new ArrayList<>();
        try {
            List<URL> found = Collections.list(loader.getResources(root));
            if (found.isEmpty()) {
                throw ManifestFile.unreadable(
                        text,
                        "the class path has no resource " + root,
                        "put the file into src/test/resources, or give a path without classpath:");
            }
            for (URL url : found) {
                files.addAll(read(tree, url));
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(text, seen(e), "give a file or directory on the class path", e);
        }
        return files;
    }

    private static String seen(Exception e) {
        if (e instanceof InvalidPathException) {
            return "it holds a character that no path has here";
        }
        return e instanceof PatternSyntaxException pattern
                ? "it is no pattern: " + pattern.getDescription()
                : String.valueOf(e);
    }

    private static List<ManifestFile> read(Tree tree, URL found) throws IOException, URISyntaxException {
        if (found.openConnection() instanceof JarURLConnection jar) {
            URI file = jar.getJarFileURL().toURI();
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(file))) {
                return tree.read(inside.getPath(jar.getEntryName()));
            }
        }
        return tree.read(Path.of(found.toURI()));
    }

    /**
     * One file of manifests, read.
     *
     * @param name how messages call it: path, resource or URL
     * @param text what is in it
     */
    record ManifestFile(String name, String text) {

        /** A file of any content; what is not text is refused. */
        static ManifestFile of(String name, byte[] content) {
            try {
                return new ManifestFile(name, KubernetesYaml.text(content));
            } catch (KubernetesYaml.NotText e) {
                throw unreadable(name, String.valueOf(e.getMessage()), "name a manifest, saved as UTF-8", e);
            }
        }

        static ContentException unreadable(String location, String seen, String remedy, Exception cause) {
            return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, cause);
        }

        static ContentException unreadable(String location, String seen, String remedy) {
            return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, null);
        }
    }

    /**
     * Files below a root, which may be one itself: all that look like manifests, or those that match a pattern.
     *
     * @param root the part of a path without wildcards
     * @param pattern the rest, a glob; empty for all manifests
     */
    private record Tree(String root, String pattern) {

        private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
        private static final Pattern MANIFEST = Pattern.compile(".*\\.(ya?ml|json)", Pattern.CASE_INSENSITIVE);

        /** Takes a path with {@code /} between its parts to pieces. */
        static Tree at(String path) {
            if (!WILDCARD.matcher(path).find()) {
                return new Tree(path, "");
            }
            List<String> parts = Arrays.asList(path.split("/", -1));
            int literal = (int) parts.stream()
                    .takeWhile(part -> !WILDCARD.matcher(part).find())
                    .count();
            String root = String.join("/", parts.subList(0, literal));
            return new Tree(
                    literal == 1 && root.isEmpty() ? "/" : root,
                    String.join("/", parts.subList(literal, parts.size())));
        }

        List<ManifestFile> read(Path start) throws IOException {
            List<ManifestFile> files = new ArrayList<>();
            for (Path file : files(start)) {
                files.add(ManifestFile.of(file.toString(), Files.readAllBytes(file)));
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

    /**
     * Manifests behind a URL, such as those of a project's release.
     *
     * @param url http or https
     */
    private record Download(String url) {

        private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
        private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
        private static final int FIRST_OF_SERVER = 500;

        ManifestFile read() {
            String wrong = UrlSyntax.whatIsWrongWith(url);
            if (!wrong.isEmpty()) {
                throw ManifestFile.unreadable(url, wrong, "write it like https://example.com/manifests.yaml");
            }
            try {
                HttpResponse<byte[]> answer = HttpClient.newBuilder()
                        .connectTimeout(CONNECT_LIMIT)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()
                        .send(
                                HttpRequest.newBuilder(URI.create(url))
                                        .timeout(ANSWER_LIMIT)
                                        .build(),
                                BodyHandlers.ofByteArray());
                if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
                    throw refused(answer);
                }
                return ManifestFile.of(url, answer.body());
            } catch (IOException | IllegalArgumentException e) {
                throw ManifestFile.unreadable(
                        url,
                        message(e),
                        "check that this machine reaches the server, or keep a copy of the file in src/test/resources",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ManifestFile.unreadable(url, "the thread was interrupted", "run the test again", e);
            }
        }

        private ContentException refused(HttpResponse<?> answer) {
            int status = answer.statusCode();
            String seen = "the server answers " + status;
            if (status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_FORBIDDEN) {
                return ManifestFile.unreadable(
                        url,
                        seen + ": it wants to know who asks",
                        "correct the URL: it must need no log-in; or keep a copy of the file in src/test/resources");
            }
            if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
                return ManifestFile.unreadable(
                        url, seen + ": it has no such file", "correct the URL: it must need no log-in either");
            }
            if (status >= FIRST_OF_SERVER) {
                return ManifestFile.unreadable(
                        url, seen + ": it fails", "try again later, or keep a copy of the file in src/test/resources");
            }
            return answer.headers()
                    .firstValue("location")
                    .map(target -> ManifestFile.unreadable(
                            url,
                            "%s, and leads on to %s".formatted(seen, target),
                            "give that URL, if you trust it: from https to http, or in a circle, nobody is followed"))
                    .orElseGet(() -> ManifestFile.unreadable(
                            url, seen + " instead of a file", "correct the URL: it must lead to the file itself"));
        }

        private static String message(Exception e) {
            if (e instanceof HttpTimeoutException) {
                return "the server does not answer in time";
            }
            for (Throwable at = e; at != null; at = at.getCause()) {
                if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                    return "there is no server of that name";
                }
            }
            return e instanceof ConnectException ? "nothing takes the connection there" : Causes.message(e);
        }
    }
}
