package io.ksail.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/**
 * The file at the end of all symbolic links, which is replaced as a whole.
 *
 * @param path an absolute path that is no link; there need not be anything
 */
record ReplacedFile(Path path) {

    private static final int MOST_LINKS = 40;
    private static final String TEMPORARY_SUFFIX = ".tmp";

    /** Something that must hold at the moment when the file is replaced. */
    interface Condition {
        void check() throws IOException;
    }

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
        if (view == null) {
            return "";
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        return Collections.disjoint(mode, Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ))
                ? ""
                : PosixFilePermissions.toString(mode);
    }

    /** Makes the directory, for its owner only. */
    void makeDirectory() throws IOException {
        if (!Files.isDirectory(path.getParent())) {
            Files.createDirectories(path.getParent(), ownerOnly("rwx------"));
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

    /**
     * Puts other bytes in the place of the file's, at once or not at all. To be called by one at a time.
     *
     * @param condition checked last
     */
    void replace(byte[] bytes, Condition condition) throws IOException {
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        String prefix = ".%s.ksail-".formatted(path.getFileName());
        deleteLeftovers(prefix);
        Path temporary = Files.createTempFile(path.getParent(), prefix, TEMPORARY_SUFFIX, ownerOnly("rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            copyOwnerAndMode(temporary);
            condition.check();
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A process that was killed while it wrote may have left credentials behind. */
    private void deleteLeftovers(String prefix) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path.getParent())) {
            for (Path other : all) {
                String name = other.getFileName().toString();
                if (name.startsWith(prefix) && name.endsWith(TEMPORARY_SUFFIX)) {
                    Files.deleteIfExists(other);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void copyOwnerAndMode(Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view == null || !Files.exists(path)) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(path, PosixFileAttributes.class);
        PosixFileAttributes is = view.readAttributes();
        try {
            if (!is.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!is.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        } catch (IOException notAllowed) {
            // As with any editor: only the superuser can give a file away.
        }
        view.setPermissions(wanted.permissions());
    }

    private static FileAttribute<?>[] ownerOnly(String mode) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
