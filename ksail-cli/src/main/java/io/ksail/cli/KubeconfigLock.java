package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
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

    private static final String MACHINE = machine();
    private static final Pattern OF_THIS_MACHINE =
            Pattern.compile("ksail-pid-(\\d{1,18})-on-%s-lock-.*".formatted(MACHINE));

    private final Path file;
    private final SortedSet<Path> locks = new TreeSet<>();
    private final String mark = freshMark();

    /**
     * Waits for the right.
     *
     * @param file the file as the user knows it
     * @param target where links lead to
     * @throws KsailException if somebody else has the right for too long, or the thread is interrupted
     */
    KubeconfigLock(Path file, Path target, Duration patience) throws IOException {
        this.file = file;
        Deadline deadline = Deadline.in(patience);
        for (Path name : List.of(target, file.toAbsolutePath())) {
            locks.add(name.resolveSibling(name.getFileName() + ".lock"));
        }
        try {
            // In one order, so that no two wait for each other.
            for (Path lock : locks) {
                acquire(lock, deadline);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void acquire(Path lock, Deadline deadline) throws IOException {
        while (!make(lock) && !takeOver(lock, deadline)) {
            if (deadline.passed()) {
                throw locked(lock, "%s has not gone within %s".formatted(lock, Durations.readable(deadline.elapsed())));
            }
            // Not every file system tells of a lock's end. Writers pause differently, so that none is left out.
            Await.pause(
                    Duration.ofMillis(ThreadLocalRandom.current().nextLong(2, 20)),
                    interrupted -> locked(lock, "the thread was interrupted while it waited"));
        }
    }

    /**
     * Puts ours in the place of a lock whose owner is gone. One at a time does so, who has a lock for it: of two who see
     * the same old lock, the second would replace the first one's new lock.
     */
    private boolean takeOver(Path lock, Deadline deadline) throws IOException {
        if (!isAbandoned(lock)) {
            return false;
        }
        Path guard = lock.resolveSibling(lock.getFileName() + ".takeover");
        acquire(guard, deadline);
        try {
            if (isAbandoned(lock)) {
                Files.move(guard, lock, StandardCopyOption.ATOMIC_MOVE);
            }
            return isMine(lock);
        } finally {
            release(guard);
        }
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
        if (!locks.stream().allMatch(this::isMine)) {
            throw new FileSystemException(file.toString(), null, "another process has taken the lock over");
        }
    }

    /** Gives the right back. */
    @Override
    public void close() throws IOException {
        for (Path lock : locks) {
            release(lock);
        }
    }

    private boolean make(Path lock) throws IOException {
        try {
            Files.createSymbolicLink(lock, Path.of(mark));
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            try {
                Files.writeString(lock, mark, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        }
        return true;
    }

    private void release(Path lock) throws IOException {
        if (isMine(lock)) {
            Files.deleteIfExists(lock);
        }
    }

    private boolean isMine(Path lock) {
        return markOf(lock).equals(mark);
    }

    private static boolean isAbandoned(Path lock) throws IOException {
        try {
            Instant made =
                    Files.getLastModifiedTime(lock, LinkOption.NOFOLLOW_LINKS).toInstant();
            return made.plus(ABANDONED_AFTER).isBefore(Instant.now()) || isOfGoneProcess(markOf(lock), made);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whose lock it is; nothing if it is not there, or can't be read, as those of kubectl. */
    private static String markOf(Path lock) {
        try {
            return Files.isSymbolicLink(lock) ? Files.readSymbolicLink(lock).toString() : Files.readString(lock);
        } catch (IOException e) {
            return "";
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
        // The start of a process is known less exactly than the time of a file.
        Instant latestStart = made.plusSeconds(5);
        Matcher ours = OF_THIS_MACHINE.matcher(mark);
        return ours.matches()
                && ProcessHandle.of(Long.parseLong(ours.group(1)))
                        .flatMap(process -> process.info().startInstant().or(() -> Optional.of(made)))
                        .filter(start -> !start.isAfter(latestStart))
                        .isEmpty();
    }

    /** Process numbers mean something within one run of the system, and on Linux within one container only. */
    private static String machine() {
        String name;
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException notLinux) {
            name = ManagementFactory.getRuntimeMXBean().getName().replaceFirst(".*@", "");
        }
        return name.replaceAll("[^0-9A-Za-z-]", "");
    }
}
