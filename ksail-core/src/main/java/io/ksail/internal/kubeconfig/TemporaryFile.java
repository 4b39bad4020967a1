package io.ksail.internal.kubeconfig;

import io.ksail.KsailException;
import io.ksail.internal.OwnDirectory;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.kubeconfig.Talosconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Credentials as a file for as long as their cluster lives; written when it is first asked for, and again when somebody has
 * deleted it. Thread-safe.
 */
public final class TemporaryFile implements AutoCloseable {

    private final String cluster;
    private final String kind;
    private final String name;
    private final String text;
    private @Nullable OwnDirectory directory;
    private @Nullable Path file;
    private boolean closed;

    private TemporaryFile(String cluster, String kind, String name, String text) {
        this.cluster = cluster;
        this.kind = kind;
        this.name = name;
        this.text = text;
    }

    /**
     * No file yet.
     *
     * @param cluster the cluster's name
     * @param kubeconfig what to write
     * @return a file called {@code kubeconfig.yaml}
     */
    public static TemporaryFile of(String cluster, Kubeconfig kubeconfig) {
        return new TemporaryFile(cluster, "kubeconfig", "kubeconfig.yaml", kubeconfig.yaml());
    }

    /**
     * No file yet.
     *
     * @param cluster the cluster's name
     * @param talosconfig what to write
     * @return a file called {@code talosconfig}
     */
    public static TemporaryFile of(String cluster, Talosconfig talosconfig) {
        return new TemporaryFile(cluster, "talosconfig", "talosconfig", talosconfig.yaml());
    }

    /**
     * The file, which only its owner can read.
     *
     * @return the same path at each call
     * @throws KsailException if it can't be written
     */
    public synchronized Path path() {
        try {
            Path there = file;
            if (there == null) {
                directory = OwnDirectory.create(cluster);
                there = directory.path().resolve(name);
                OwnerOnlyFile.write(there, text);
                there.toFile().deleteOnExit();
                file = there;
            } else if (!closed && !Files.exists(there)) {
                OwnerOnlyFile.writeInOwnDirectory(there, text);
            }
            return there;
        } catch (IOException e) {
            throw new KsailException(
                    "The %s of cluster '%s' can't be written".formatted(kind, cluster),
                    String.valueOf(e),
                    "make the directory for temporary files writable (java.io.tmpdir)",
                    e);
        }
    }

    /** Deletes the file, if it was written; it is not written again. */
    @Override
    public synchronized void close() {
        closed = true;
        if (directory != null) {
            directory.close();
        }
    }
}
