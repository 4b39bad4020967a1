package io.ksail.kubeconfig.file;

import io.ksail.KsailException;
import io.ksail.internal.Home;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's kubeconfig file, such as {@code ~/.kube/config}, into which the way to nested clusters is put, and from which
 * it is taken again.
 *
 * <p>What is not about the nested cluster stays as it is, byte for byte: other entries, comments, order, quotes,
 * indentation, line ends. YAML and JSON are taken, in UTF-8. A file that can't be read with certainty (it is not YAML,
 * holds more than one document, is indented with tabs, or has its entries behind anchors that others refer to) is left
 * alone.
 *
 * <p>The file is replaced at once or not at all, and keeps its mode; a new one is for its owner only (0600), as is a
 * directory made for it (0700). Where others may read the file into which credentials were put, a warning says so. A
 * symbolic link stays one, its target is replaced; of a file with several hard links, only the name given here sees the
 * change. Nothing is written where nothing changes.
 *
 * <p>Safe for use by many threads and processes. As kubectl does, a writer holds the file {@code config.lock} beside the
 * file {@code config} while it works; it is waited for, for up to 10 seconds. A lock that a killed process has left
 * behind is taken over: at once if it names a process of this machine that is gone, which those of KSail for JUnit do;
 * any other one, such as kubectl's, when it is older than 10 minutes.
 */
public final class KubeconfigFile {

    private static final Logger LOG = LoggerFactory.getLogger(KubeconfigFile.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final Duration patience;

    private KubeconfigFile(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /**
     * A file, which need not exist.
     *
     * @param file its path
     * @return the file
     */
    public static KubeconfigFile at(Path file) {
        return new KubeconfigFile(file, PATIENCE);
    }

    /**
     * The file that kubectl uses by default. The variable {@code KUBECONFIG} is not looked at.
     *
     * @return {@code ~/.kube/config}, which need not exist
     */
    public static KubeconfigFile ofUser() {
        return at(Home.directory().resolve(".kube").resolve("config"));
    }

    /** The same file, with another time to wait for its lock. */
    KubeconfigFile withPatience(Duration other) {
        return new KubeconfigFile(file, other);
    }

    /**
     * Where the file is.
     *
     * @return the path as it was given
     */
    public Path path() {
        return file;
    }

    /**
     * Adds the cluster, the user and the context of a kubeconfig, or puts them in the place of those of the same name.
     * Doing it again changes nothing. The file and its directory are made if they don't exist.
     *
     * @param kubeconfig the kubeconfigto a nested cluster
     * @param makeCurrent whether its context becomes the current one; if not, the current context stays as it is
     * @throws KsailException if the file can't be edited or written, or stays locked; it is unchanged then
     */
    public void merge(Kubeconfig kubeconfig, boolean makeCurrent) {
        change(true, editor -> Optional.of(editor.merged(kubeconfig, makeCurrent)));
    }

    /**
     * Removes a context, and the cluster and the user that it names unless another context names them too. If it is the
     * current context, there is none afterwards ({@code current-context: ""}).
     *
     * @param context the name of the context, see {@link Kubeconfig#context()}
     * @return true if there was such a context
     * @throws KsailException if the file can't be edited or written, or stays locked; it is unchanged then
     */
    public boolean remove(String context) {
        return change(false, editor -> editor.without(context));
    }

    /**
     * Removes every context, whatever it is called, whose user has the credentials of a kubeconfig: its client key or its
     * token. A name or an address can be claimed by anybody, credentials only by who was given them. What the context names
     * goes with it as in {@link #remove}.
     *
     * @param kubeconfig the kubeconfigto a nested cluster
     * @return the names of the contexts that were removed; empty if there was none, or there is no file
     * @throws KsailException if the file can't be edited or written, or stays locked; it is unchanged then
     */
    public List<String> removeAllOf(Kubeconfig kubeconfig) {
        if (read().map(editor -> editor.contextsOf(kubeconfig).isEmpty()).orElse(true)) {
            return List.of();
        }
        List<String> removed = new ArrayList<>();
        change(false, editor -> {
            removed.clear();
            removed.addAll(editor.contextsOf(kubeconfig));
            Optional<String> text = Optional.empty();
            for (String context : removed) {
                KubeconfigEditor left = text.map(editor::of).orElse(editor);
                text = left.without(context).or(() -> Optional.of(left.text()));
            }
            return text;
        });
        return List.copyOf(removed);
    }

    /**
     * The names of the contexts whose cluster is at an address. Who else may have made them is not asked.
     *
     * @param apiUrl the URL of an API server
     * @return the names, in the file's order; empty if there is none, or there is no file
     * @throws KsailException if the file can't be read
     */
    public List<String> contextsAt(String apiUrl) {
        return read().map(editor -> List.copyOf(editor.contextsAt(apiUrl))).orElse(List.of());
    }

    /** Empty where nothing could have been put. */
    private Optional<KubeconfigEditor> read() {
        try {
            FileOnDisk disk = FileOnDisk.behind(file);
            return Files.isRegularFile(disk.path())
                    ? Optional.of(new KubeconfigEditor(
                            KubeconfigBytes.decoded(file, disk.read()).text()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new KsailException(
                    "The kubeconfig file %s can't be read".formatted(file),
                    IoWords.of(e),
                    "make the file readable for this user, or name another file",
                    e);
        }
    }

    private boolean change(boolean create, Function<KubeconfigEditor, Optional<String>> change) {
        try {
            FileOnDisk disk = FileOnDisk.behind(file);
            if (!create && !disk.exists()) {
                return false;
            }
            disk.makeDirectory();
            try (FileAccess access = FileAccess.to(file, disk.path(), patience)) {
                KubeconfigBytes before = KubeconfigBytes.decoded(file, disk.read());
                Optional<String> after = change.apply(new KubeconfigEditor(before.text()));
                if (after.isPresent() && !after.get().equals(before.text().text())) {
                    disk.replace(before.encoded(after.get()), access::check);
                    if (create) {
                        warnOfReaders(disk.readers());
                    }
                }
                return after.isPresent();
            }
        } catch (IOException e) {
            throw new KsailException(
                    "The kubeconfig file %s can't be changed".formatted(file),
                    IoWords.of(e),
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
                    file,
                    mode,
                    file);
        }
    }

    @Override
    public String toString() {
        return "kubeconfig file " + file;
    }
}
