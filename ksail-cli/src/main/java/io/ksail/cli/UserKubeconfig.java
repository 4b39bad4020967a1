package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's kubeconfig file, such as {@code ~/.kube/config}, in which a nested cluster has entries among others.
 *
 * <p>Other entries and all comments stay, and a file that can't be read with certainty is left alone: see
 * {@link KubeconfigDocument}. The file is replaced at once or not at all, and keeps its mode; a new one is for its owner
 * only (0600), as is a directory made for it (0700). A symbolic link stays one, its target is replaced; of a file with
 * several hard links, only the name given here sees the change. Nothing is written where nothing changes.
 *
 * <p>Safe for use by many threads and processes, and beside kubectl: see {@link KubeconfigLock}.
 */
final class UserKubeconfig {

    private static final Logger LOG = LoggerFactory.getLogger(UserKubeconfig.class);

    private final Path path;
    private final Duration patience;

    UserKubeconfig(Path path) {
        this(path, Duration.ofSeconds(10));
    }

    /** With another time to wait for the lock. */
    UserKubeconfig(Path path, Duration patience) {
        this.path = path;
        this.patience = patience;
    }

    Path path() {
        return path;
    }

    /**
     * Adds the cluster, the user and the context of a kubeconfig, or puts them in the place of those of the same name. The
     * file and its directory are made if they don't exist.
     *
     * @param makeCurrent whether its context becomes the current one; if not, the current context stays as it is
     * @throws KsailException if the file can't be edited or written, or stays locked; it is unchanged then
     */
    void merge(Kubeconfig kubeconfig, boolean makeCurrent) {
        change(true, document -> document.merged(kubeconfig, makeCurrent));
    }

    /**
     * Removes a context, and the cluster and the user that it names unless another context names them too. If it is the
     * current context, there is none afterwards ({@code current-context: ""}).
     *
     * @return true if there was such a context
     * @throws KsailException as {@link #merge} does
     */
    boolean remove(String context) {
        return change(false, document -> document.without(List.of(context)));
    }

    /**
     * Removes the entries of a cluster, whatever they are called: those with its own credentials. What is called {@code
     * kind-demo} may well be somebody else's, and where an entry leads is claimed by an annotation that others can write.
     *
     * @return the names of the contexts that were removed; empty if there was none, or there is no file
     * @throws KsailException as {@link #merge} does
     */
    List<String> removeAllOf(Kubeconfig kubeconfig) {
        List<String> removed = new ArrayList<>();
        if (read().filter(document -> !document.contextsOf(kubeconfig).isEmpty())
                .isPresent()) {
            change(false, document -> {
                removed.addAll(document.contextsOf(kubeconfig));
                return document.without(removed);
            });
        }
        return removed;
    }

    /** The contexts that lead to an API server, by its URL: a hint only, as anybody can claim to be at a URL. */
    List<String> contextsAt(String apiUrl) {
        return read().map(document -> document.contextsAt(apiUrl)).orElse(List.of());
    }

    /** As a person writes it. */
    String shown(Path home) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(home) ? "~/" + home.relativize(absolute) : absolute.toString();
    }

    /** Empty where nothing could have been put. */
    private Optional<KubeconfigDocument> read() {
        try {
            ReplacedFile file = ReplacedFile.behind(path);
            return Files.isRegularFile(file.path())
                    ? Optional.of(new KubeconfigDocument(path, file.read()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new KsailException(
                    "The kubeconfig file %s can't be read".formatted(path),
                    said(e),
                    "make the file readable for this user, or name another file",
                    e);
        }
    }

    private boolean change(boolean create, UnaryOperator<KubeconfigDocument> edit) {
        try {
            ReplacedFile file = ReplacedFile.behind(path);
            if (!create && !Files.exists(file.path())) {
                return false;
            }
            file.makeDirectory();
            try (KubeconfigLock lock = new KubeconfigLock(path, file.path(), patience)) {
                KubeconfigDocument before = new KubeconfigDocument(path, file.read());
                KubeconfigDocument after = edit.apply(before);
                if (after == before) {
                    return false;
                }
                file.replace(after.bytes(), lock);
            }
            if (create) {
                warnOfReaders(file.readers());
            }
            return true;
        } catch (IOException e) {
            throw new KsailException(
                    "The kubeconfig file %s can't be changed".formatted(path),
                    said(e),
                    "make the file and its directory writable for this user, or name another file",
                    e);
        }
    }

    /** kubectl keeps a file's mode, too: whoever shares one on purpose would be locked out. */
    private void warnOfReaders(String mode) {
        if (!mode.isEmpty()) {
            LOG.warn(
                    "the kubeconfig file {} can be read by others than its owner ({}), and now holds the credentials of a"
                            + " cluster's administrator: chmod 600 {}",
                    path,
                    mode,
                    path);
        }
    }

    /** The messages of Java's own are often a path alone. */
    private static String said(IOException failure) {
        if (!(failure instanceof FileSystemException e)) {
            return String.valueOf(failure.getMessage());
        }
        if (e instanceof AccessDeniedException) {
            return "access to %s is denied".formatted(e.getFile());
        }
        if (e instanceof NoSuchFileException) {
            return "%s does not exist".formatted(e.getFile());
        }
        if (e instanceof FileAlreadyExistsException) {
            return "%s is in the way".formatted(e.getFile());
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return "the file system of %s can't replace a file at once".formatted(e.getFile());
        }
        return "%s: %s".formatted(e.getFile(), e.getReason());
    }
}
