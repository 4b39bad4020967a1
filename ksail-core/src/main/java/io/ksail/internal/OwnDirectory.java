package io.ksail.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory for what this process needs for a while, such as credentials that others have to read from a file. Only its
 * owner sees what is in it, and it goes with this process: when it is closed, when the JVM ends, and after {@code kill -9}
 * when the next one is made. Its process is known to be gone by the lock that it held on a file in it, which holds across
 * containers, as numbers of processes do not. Thread-safe.
 */
public final class OwnDirectory implements AutoCloseable {

    private static final String PREFIX = "ksail-";

    private static final String LOCK = ".owner";

    /** Until its lock is held, a directory is called so, and nobody takes it for one of a process that is gone. */
    private static final String UNFINISHED = ".ksail-";

    /**
     * In the name of each directory of this JVM, whichever class loader made it: to look at a lock of one's own, in the way
     * that Linux has for it, is to lose it.
     */
    private static final String OF_THIS_JVM = (String) System.getProperties()
            .computeIfAbsent(
                    "io.ksail.jvm", absent -> UUID.randomUUID().toString().substring(0, 8));

    private static final LinkOption NO_LINK = LinkOption.NOFOLLOW_LINKS;

    private final Path path;
    private final FileChannel lock;

    private OwnDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes a directory in that for temporary files, and removes those whose processes are gone.
     *
     * @param name what it is for, as a part of its name
     * @return the directory
     * @throws IOException if it can't be made
     */
    public static OwnDirectory create(String name) throws IOException {
        return create(Path.of(System.getProperty("java.io.tmpdir")), name);
    }

    static OwnDirectory create(Path parent, String name) throws IOException {
        Path made = Files.createTempDirectory(parent, UNFINISHED, onlyForOwner(parent, "rwx------"));
        Path named = parent.resolve(PREFIX + name + "-" + OF_THIS_JVM
                + made.getFileName().toString().substring(UNFINISHED.length() - 1));
        FileChannel lock =
                FileChannel.open(emptyFile(made.resolve(LOCK)), StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock.tryLock();
        } catch (IOException e) {
            // No locks on this file system: nobody else gets one either, so that it only stays after a kill -9.
            named.toFile().deleteOnExit();
        }
        Files.move(made, named, StandardCopyOption.ATOMIC_MOVE);
        named.toFile().deleteOnExit();
        named.resolve(LOCK).toFile().deleteOnExit();
        removeAbandoned(parent, named);
        return new OwnDirectory(named, lock);
    }

    /**
     * Where it is.
     *
     * @return an existing directory, until it is closed
     */
    public Path path() {
        return path;
    }

    /**
     * Makes a file in it that only its owner can read (mode 0600).
     *
     * @param name the file's name
     * @return an empty file
     * @throws IOException if it can't be made
     */
    public Path file(String name) throws IOException {
        return emptyFile(path.resolve(name));
    }

    private static Path emptyFile(Path file) throws IOException {
        return Files.createFile(file, onlyForOwner(file.getParent(), "rw-------"));
    }

    private static FileAttribute<?>[] onlyForOwner(Path place, String mode) {
        return isPosix(place)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Those that are ours, as we would have made them, and whose lock nobody holds. */
    private static void removeAbandoned(Path parent, Path own) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            UserPrincipal user = Files.getOwner(own, NO_LINK);
            for (Path directory : all) {
                if (!directory.getFileName().toString().contains("-" + OF_THIS_JVM + "-") && isOurs(directory, user)) {
                    removeIfAbandoned(directory);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another process's turn: this one has all that it needs.
            return;
        }
    }

    private static boolean isOurs(Path directory, UserPrincipal user) throws IOException {
        if (!Files.isDirectory(directory, NO_LINK) || !Files.isRegularFile(directory.resolve(LOCK), NO_LINK)) {
            return false;
        }
        if (!isPosix(directory)) {
            return Files.getOwner(directory, NO_LINK).equals(user);
        }
        PosixFileAttributes attributes = Files.readAttributes(directory, PosixFileAttributes.class, NO_LINK);
        return attributes.owner().equals(user)
                && PosixFilePermissions.toString(attributes.permissions()).equals("rwx------");
    }

    private static void removeIfAbandoned(Path directory) {
        try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE, NO_LINK)) {
            if (channel.tryLock() != null) {
                delete(directory);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // In use, or being removed by another process this moment.
            return;
        }
    }

    /** The lock last: whatever is stopped half way is found again. */
    private static void delete(Path directory) throws IOException {
        Path lock = directory.resolve(LOCK);
        try (Stream<Path> all = Files.list(directory)) {
            for (Path path : all.filter(path -> !path.equals(lock)).toList()) {
                Files.walkFileTree(path, new Deleting());
            }
        }
        Files.deleteIfExists(lock);
        Files.deleteIfExists(directory);
    }

    /** Deletes it, with all that is in it. */
    @Override
    public void close() {
        try (lock) {
            delete(path);
        } catch (IOException e) {
            // When the JVM ends, or the next one looks.
            return;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
