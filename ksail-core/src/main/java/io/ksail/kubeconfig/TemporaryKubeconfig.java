package io.ksail.kubeconfig;

import io.ksail.KsailException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A kubeconfig as a file for as long as its cluster lives; written when it is first asked for. Thread-safe. */
public final class TemporaryKubeconfig implements AutoCloseable {

    private final String cluster;
    private final Kubeconfig kubeconfig;
    private @Nullable Path file;

    /**
     * No file yet.
     *
     * @param cluster the cluster's name
     * @param kubeconfig what to write
     */
    public TemporaryKubeconfig(String cluster, Kubeconfig kubeconfig) {
        this.cluster = cluster;
        this.kubeconfig = kubeconfig;
    }

    /**
     * The file, which only its owner can read.
     *
     * @return the same path at each call
     * @throws KsailException if it can't be written
     */
    public synchronized Path path() {
        if (file == null) {
            try {
                Path written =
                        Files.createTempDirectory("ksail-" + cluster + "-").resolve("kubeconfig.yaml");
                kubeconfig.writeTo(written);
                written.getParent().toFile().deleteOnExit();
                written.toFile().deleteOnExit();
                file = written;
            } catch (IOException e) {
                throw new KsailException(
                        "The kubeconfig of cluster '%s' can't be written".formatted(cluster),
                        String.valueOf(e),
                        "make the directory for temporary files writable (java.io.tmpdir)",
                        e);
            }
        }
        return file;
    }

    /** Deletes the file, if it was written. */
    @Override
    public synchronized void close() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.getParent());
            } catch (IOException e) {
                // Deleted when the JVM ends, at the latest.
                return;
            }
        }
    }
}
