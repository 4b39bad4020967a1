package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.net.InetAddress;
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
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The right to write a file, which one thread of one process has at a time: by the convention of kubectl, whoever has
 * made the file {@code config.lock} beside {@code config}. A file that is reached through a link is locked under both
 * names, as kubectl locks the name that it was given.
 *
 * <p>Ours is a symbolic link to nothing, whose text says whose it is: unlike a file, a link comes into being together with
 * its text. Where there are no links, it is a file.
 */
final class KubeconfigLock implements AutoCloseable {

    /** Writing takes milliseconds; what is left after this long was left behind. */
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(10);

    /** The start of a process is known less exactly than the time of a file. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private static final int LONGEST_MARK = 500;
    private static final Pattern MARK = Pattern.compile("ksail-pid-(\\d{1,18})-on-(.+)-lock-[0-9a-f-]+");
    private static final String MACHINE = machine();

    private final Path file;
    private final Deadline deadline;
    private final String mark = freshMark();
    private final TreeSet<Path> held = new TreeSet<>();

    private KubeconfigLock(Path file, Duration patience) {
        this.file = file;
        this.deadline = Deadline.in(patience);
    }

    /**
     * Waits for the right.
     *
     * @param file the file as the user knows it
     * @param target where links lead to
     * @throws KsailException if somebody else has the right for too long, or the thread is interrupted
     */
    static KubeconfigLock of(Path file, Path target, Duration patience) throws IOException {
        KubeconfigLock lock = new KubeconfigLock(file, patience);
        try {
            // In one order, so that no two wait for each other.
            for (Path name : new TreeSet<>(List.of(target, file.toAbsolutePath()))) {
                lock.acquire(name.resolveSibling(name.getFileName() + ".lock"));
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void acquire(Path path) throws IOException {
        while (!make(path, mark)) {
            if (removeIfAbandoned(path)) {
                continue;
            }
            if (deadline.passed()) {
                throw locked(path, "%s has not gone within %s".formatted(path, Durations.readable(deadline.elapsed())));
            }
            // Nothing tells of the end of a lock on every file system. Writers pause differently, so that none is left
            // out.
            Await.pause(
                    Duration.ofMillis(ThreadLocalRandom.current().nextLong(2, 20)),
                    interrupted -> locked(path, "the thread was interrupted while it waited"));
        }
        held.add(path);
    }

    private KsailException locked(Path lock, String seen) {
        return new KsailException(
                "The kubeconfig file %s is locked".formatted(file),
                seen,
                "try again; if no program that writes the file is running, delete " + lock);
    }

    /**
     * Checks that nobody has taken the right away, as happens to a process that was stopped for long.
     *
     * @throws IOException if so
     */
    void check() throws IOException {
        for (Path path : held) {
            if (!isHeld(path, mark)) {
                throw new FileSystemException(file.toString(), null, "another process has taken the lock over");
            }
        }
    }

    /** Gives the right back. */
    @Override
    public void close() throws IOException {
        for (Path path : held.descendingSet()) {
            release(path, mark);
        }
    }

    private static boolean make(Path path, String mark) throws IOException {
        try {
            Files.createSymbolicLink(path, path.getFileSystem().getPath(mark));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            try {
                Files.writeString(path, mark, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        }
    }

    private static void release(Path path, String mark) throws IOException {
        if (isHeld(path, mark)) {
            Files.deleteIfExists(path);
        }
    }

    private static boolean isHeld(Path path, String mark) throws IOException {
        return markOf(path).filter(mark::equals).isPresent();
    }

    /**
     * Removes a lock whose owner is gone. One at a time does so: of two who see the same old lock, the second would
     * remove the first one's new lock.
     */
    private boolean removeIfAbandoned(Path path) throws IOException {
        if (!isAbandoned(path)) {
            return false;
        }
        Path guard = path.resolveSibling(path.getFileName() + ".takeover");
        if (!make(guard, mark)) {
            if (isAbandoned(guard)) {
                Files.deleteIfExists(guard);
            }
            return false;
        }
        try {
            return isAbandoned(path) && Files.deleteIfExists(path);
        } finally {
            release(guard, mark);
        }
    }

    private static boolean isAbandoned(Path path) throws IOException {
        try {
            Instant made =
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
            return made.plus(ABANDONED_AFTER).isBefore(Instant.now())
                    || markOf(path).filter(mark -> isOfGoneProcess(mark, made)).isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whose lock it is; empty if it is not there, or does not say. */
    private static Optional<String> markOf(Path path) throws IOException {
        try {
            if (Files.isSymbolicLink(path)) {
                return Optional.of(Files.readSymbolicLink(path).toString());
            }
            return Files.size(path) > LONGEST_MARK ? Optional.empty() : Optional.of(Files.readString(path));
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty();
        }
    }

    /** Says which process of which machine makes a lock; no two are the same. */
    static String freshMark() {
        return "ksail-pid-%d-on-%s-lock-%s".formatted(ProcessHandle.current().pid(), MACHINE, UUID.randomUUID());
    }

    /**
     * Whether a lock is that of a process of this machine that runs no more.
     *
     * @param made when the lock was made; a process that began later only has the same number
     */
    static boolean isOfGoneProcess(String mark, Instant made) {
        Matcher matcher = MARK.matcher(mark);
        return matcher.matches()
                && matcher.group(2).equals(MACHINE)
                && ProcessHandle.of(Long.parseLong(matcher.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> process.info()
                                .startInstant()
                                .filter(start -> start.isAfter(made.plus(TOLERANCE)))
                                .isEmpty())
                        .isEmpty();
    }

    /** Process numbers mean something within one run of the system, and on Linux within one container only. */
    private static String machine() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return (boot + "-" + space).replaceAll("[^0-9A-Za-z-]", "");
        } catch (IOException | UnsupportedOperationException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName().replaceAll("[^0-9A-Za-z-]", "-");
            } catch (IOException unknown) {
                return UUID.randomUUID().toString();
            }
        }
    }
}
