package io.ksail.kubeconfig.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The file whose being there says that somebody writes the file beside it, by the convention of kubectl. Ours is a
 * symbolic link to nothing, whose text says whose it is: unlike a file, a link comes into being together with its text.
 * Where there are no links, it is a file.
 */
final class LockFile {

    /** Writing takes milliseconds; what is left after this long was left behind. */
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(10);

    private static final int LONGEST_MARK = 500;

    private final Path path;
    private final String mark;

    private LockFile(Path path, String mark) {
        this.path = path;
        this.mark = mark;
    }

    /** Where the lock of a file is. */
    static Path of(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    /** Makes the lock; empty if it is there already. */
    static Optional<LockFile> tryAcquire(Path path) throws IOException {
        String mark = LockMark.fresh();
        try {
            Files.createSymbolicLink(path, path.getFileSystem().getPath(mark));
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (!createFile(path, mark)) {
                return Optional.empty();
            }
        }
        return Optional.of(new LockFile(path, mark));
    }

    private static boolean createFile(Path path, String mark) throws IOException {
        try {
            Files.writeString(path, mark, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Whether the lock is there and is still this one. */
    boolean isHeld() throws IOException {
        return mark(path).filter(mark::equals).isPresent();
    }

    void release() throws IOException {
        if (isHeld()) {
            Files.deleteIfExists(path);
        }
    }

    /**
     * Removes a lock whose owner is gone. One at a time does so: of two who see the same old lock, the second would
     * remove the first one's new lock.
     *
     * @return true if the lock is not there any more
     */
    static boolean removeIfAbandoned(Path path) throws IOException {
        if (!isAbandoned(path)) {
            return false;
        }
        Path guardPath = path.resolveSibling(path.getFileName() + ".takeover");
        Optional<LockFile> guard = tryAcquire(guardPath);
        if (guard.isEmpty()) {
            if (isAbandoned(guardPath)) {
                Files.deleteIfExists(guardPath);
            }
            return false;
        }
        try {
            return isAbandoned(path) && Files.deleteIfExists(path);
        } finally {
            guard.get().release();
        }
    }

    private static boolean isAbandoned(Path path) throws IOException {
        try {
            Instant made =
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
            return made.plus(ABANDONED_AFTER).isBefore(Instant.now())
                    || mark(path)
                            .filter(mark -> LockMark.ofProcessThatIsGone(mark, made))
                            .isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whose lock it is; empty if it is not there, or does not say. */
    private static Optional<String> mark(Path path) throws IOException {
        try {
            if (Files.isSymbolicLink(path)) {
                return Optional.of(Files.readSymbolicLink(path).toString());
            }
            return Files.size(path) > LONGEST_MARK ? Optional.empty() : Optional.of(Files.readString(path));
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty();
        }
    }
}
