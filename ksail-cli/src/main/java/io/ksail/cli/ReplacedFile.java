package io.ksail.cli;

import io.ksail.internal.kubeconfig.OwnerOnlyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * The file at the end of all symbolic links, which is replaced as a whole.
 *
 * @param path an absolute path that is no link; there need not be anything
 */
record ReplacedFile(Path path) {

    private static final int MOST_LINKS = 40;

    /** Follows links, also one that leads to nothing yet. */
    static ReplacedFile behind(Path file) throws IOException {
        Path path = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "too many symbolic links");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return new ReplacedFile(path);
    }

    /** The mode, if others than the owner may read; empty if not, and where there are no modes. */
    String readers() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        String mode = view == null
                ? ""
                : PosixFilePermissions.toString(view.readAttributes().permissions());
        return mode.indexOf('r', 3) > 0 ? mode : "";
    }

    /** Makes the directory, for its owner only. */
    void makeDirectory() throws IOException {
        if (!Files.isDirectory(path.getParent())) {
            Files.createDirectories(path.getParent(), OwnerOnlyFile.only("rwx------"));
        }
    }

    /** All bytes; none if there is no file. */
    byte[] read() throws IOException {
        if (!Files.exists(path)) {
            return new byte[0];
        }
        if (!Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "it is not a file, or not one that can be replaced");
        }
        return Files.readAllBytes(path);
    }

    /** Puts other bytes in the place of the file's, at once or not at all, if the lock is still held at that moment. */
    void replace(byte[] bytes, KubeconfigLock lock) throws IOException {
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        String prefix = ".%s.ksail-".formatted(path.getFileName());
        deleteLeftovers(prefix);
        Path temporary = Files.createTempFile(path.getParent(), prefix, ".tmp", OwnerOnlyFile.only("rw-------"));
        try {
            Files.write(temporary, bytes);
            try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            copyOwnerAndMode(temporary);
            lock.check();
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A process that was killed while it wrote may have left credentials behind. */
    private void deleteLeftovers(String prefix) throws IOException {
        String pattern = "\\Q%s\\E.*\\.tmp".formatted(prefix);
        try (Stream<Path> all = Files.list(path.getParent())) {
            for (Path left : all.filter(other -> other.getFileName().toString().matches(pattern))
                    .toList()) {
                Files.deleteIfExists(left);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void copyOwnerAndMode(Path temporary) throws IOException {
        PosixFileAttributeView copy = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (copy == null || !Files.exists(path)) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(path, PosixFileAttributes.class);
        try {
            copy.setOwner(wanted.owner());
            copy.setGroup(wanted.group());
        } catch (IOException notAllowed) {
            // As with any editor: only the superuser can give a file away.
        }
        copy.setPermissions(wanted.permissions());
    }
}
