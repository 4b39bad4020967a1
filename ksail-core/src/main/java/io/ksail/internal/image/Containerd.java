package io.ksail.internal.image;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import io.ksail.internal.PodExec;
import io.ksail.internal.PodExec.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The images of one node, by the program {@code ctr} of its containerd. Thread-safe. */
public final class Containerd {

    private static final Duration LIST_LIMIT = Duration.ofSeconds(30);

    private final PodExec exec;
    private final String node;
    private final List<String> inNode;

    /**
     * The images of a node.
     *
     * @param exec the container of a pod
     * @param node what the node is called
     * @param inNode what comes before a command, so that it runs in the node; empty where that container is the node
     */
    public Containerd(PodExec exec, String node, List<String> inNode) {
        this.exec = exec;
        this.node = node;
        this.inNode = List.copyOf(inNode);
    }

    /**
     * Puts images onto every node that does not have them, onto all at once.
     *
     * @param images what to put there
     * @param nodes onto which nodes
     * @return to how many nodes they had to be sent
     * @throws KsailException if a node refuses them, with the node's own words, or the thread is interrupted
     */
    public static int load(ImageSource images, List<Containerd> nodes) {
        try {
            return (int)
                    Async.interruptibly(nodes.stream()
                                    .<Supplier<Boolean>>map(node -> () -> node.isSent(images))
                                    .toList())
                            .stream()
                            .filter(sent -> sent)
                            .count();
        } catch (InterruptedException e) {
            throw interrupted(images, e);
        }
    }

    /**
     * What is said when the thread that waits for images is interrupted.
     *
     * @param images the images
     * @param cause the interruption; the thread's flag is set again
     * @return the failure
     */
    public static KsailException interrupted(ImageSource images, Exception cause) {
        Thread.currentThread().interrupt();
        return new KsailException(
                "The images of %s can't be loaded".formatted(images.name()),
                "the thread was interrupted while they were sent",
                "give the test or the stage that has a time limit more time; an image that is there already is not sent again",
                cause);
    }

    /** False when the node has the images already. */
    private boolean isSent(ImageSource images) {
        String tried = "The images of %s can't be loaded into %s".formatted(images.name(), node);
        try {
            if (listed().hasAllOf(images)) {
                return false;
            }
            try (InputStream tar = images.open()) {
                Outcome outcome = exec.feed(tar, importing(images));
                if (outcome.exitCode() != 0) {
                    throw new KsailException(
                            tried, message(outcome), "give an OCI or Docker archive, as docker save writes");
                }
            }
            return true;
        } catch (InterruptedIOException e) {
            throw interrupted(images, e);
        } catch (IOException e) {
            throw new KsailException(
                    tried,
                    Causes.message(e),
                    "check that the file can be read, and that the node has room and still runs",
                    e);
        } catch (KubernetesClientException | CompletionException e) {
            throw new KsailException(
                    tried, Causes.message(e), "check that the node still runs and may be reached by exec", e);
        }
    }

    private static String message(Outcome outcome) {
        return outcome.err().isBlank()
                ? "ctr ended with exit code %d, and said nothing".formatted(outcome.exitCode())
                : outcome.err();
    }

    private Images listed() {
        return Images.parse(exec.run(ctr(Stream.of("ls")))
                .orTimeout(LIST_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join()
                .out());
    }

    private String[] importing(ImageSource images) {
        return ctr(Stream.concat(
                Stream.of("import"),
                Stream.concat(images.nameToGive().stream().map(name -> "--index-name=" + name), Stream.of("-"))));
    }

    private String[] ctr(Stream<String> arguments) {
        return Stream.concat(
                        Stream.concat(inNode.stream(), Stream.of("ctr", "--namespace=k8s.io", "images")), arguments)
                .toArray(String[]::new);
    }

    /**
     * The images that a node's containerd has.
     *
     * @param digests the digest of what each reference stands for
     */
    public record Images(Map<String, String> digests) {

        private static final Pattern COLUMNS = Pattern.compile("\\s+");

        /**
         * Reads what {@code ctr images ls} prints: a line of headings, then reference, type and digest in each line.
         *
         * @param listing what it printed
         * @return the images in it
         */
        public static Images parse(String listing) {
            return new Images(listing.lines()
                    .skip(1)
                    .map(line -> COLUMNS.split(line.strip()))
                    .filter(columns -> columns.length > 2)
                    .collect(Collectors.toMap(columns -> columns[0], columns -> columns[2], (one, same) -> one)));
        }

        /**
         * Whether nothing has to be sent.
         *
         * @param source images
         * @return true if the node has all of them, as they are
         */
        public boolean hasAllOf(ImageSource source) {
            return !source.images().isEmpty()
                    && source.images().entrySet().stream().allMatch(image -> has(image.getKey(), image.getValue()));
        }

        /**
         * Kubernetes names every image by the digest of its configuration too; that name stands for the same thing as the
         * reference does.
         */
        private boolean has(String reference, Set<String> contents) {
            String digest = digests.get(reference);
            return digest != null
                    && (contents.contains(digest)
                            || contents.stream().map(digests::get).anyMatch(digest::equals));
        }
    }
}
