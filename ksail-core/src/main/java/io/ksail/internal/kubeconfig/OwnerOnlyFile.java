package io.ksail.internal.kubeconfig;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner can read (mode 0600), written at once or not at all. */
public final class OwnerOnlyFile {

    private OwnerOnlyFile() {}

    /**
     * Writes it.
     *
     * @param file where
     * @param text what
     * @throws IOException if it can't be written
     */
    public static void write(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(directory, ".ksail", ".tmp", only("rw-------"));
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes it, and makes its directory where it is not there.
     *
     * @param file where
     * @param text what
     * @throws IOException if it can't be written
     */
    public static void writeInOwnDirectory(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.exists(directory)) {
            Files.createDirectory(directory, only("rwx------"));
        }
        write(file, text);
    }

    /**
     * The attributes of what is made for its owner.
     *
     * @param permissions such as {@code rwx------}
     * @return them; none where the file system has no modes
     */
    public static FileAttribute<?>[] only(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
