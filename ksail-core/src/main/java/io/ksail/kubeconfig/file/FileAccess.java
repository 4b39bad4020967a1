package io.ksail.kubeconfig.file;

import io.ksail.KsailException;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write a file, which one thread of one process has at a time. A file that is reached through a link is
 * locked under both names, as kubectl locks the name that it was given.
 */
final class FileAccess implements AutoCloseable {

    private static final Map<Path, ReentrantLock> OF_THIS_JVM = new ConcurrentHashMap<>();

    private final Path file;
    private final Deadline deadline;
    private final ReentrantLock ofThisJvm;
    private final Deque<LockFile> locks = new ArrayDeque<>();

    private FileAccess(Path file, Path target, Duration patience) {
        this.file = file;
        this.deadline = Deadline.in(patience);
        this.ofThisJvm = OF_THIS_JVM.computeIfAbsent(target, absent -> new ReentrantLock(true));
    }

    /**
     * Waits for the right.
     *
     * @param file the file as the user knows it
     * @param target where links lead to
     * @throws KsailException if somebody else has the right for too long, or the thread is interrupted
     */
    static FileAccess to(Path file, Path target, Duration patience) throws IOException {
        FileAccess access = new FileAccess(file, target, patience);
        Path first = LockFile.of(target);
        try {
            if (!access.ofThisJvm.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw access.locked(first, "another thread of this process has been writing it all the time");
            }
            // In one order, so that no two wait for each other.
            for (Path lock : new TreeSet<>(List.of(first, LockFile.of(file.toAbsolutePath())))) {
                access.acquire(lock);
            }
            return access;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            access.close();
            throw access.locked(first, "the thread was interrupted while it waited");
        } catch (IOException | RuntimeException e) {
            access.close();
            throw e;
        }
    }

    private void acquire(Path path) throws IOException, InterruptedException {
        while (true) {
            Optional<LockFile> lock = LockFile.tryAcquire(path);
            if (lock.isPresent()) {
                locks.push(lock.get());
                return;
            }
            if (LockFile.removeIfAbandoned(path)) {
                continue;
            }
            if (deadline.passed()) {
                throw locked(path, "%s has not gone within %s".formatted(path, Durations.readable(deadline.elapsed())));
            }
            pause();
        }
    }

    /** Nothing tells of the end of a lock on every file system. Writers pause differently, so that none is left out. */
    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000, 20_000_000));
        if (Thread.interrupted()) {
            throw new InterruptedException();
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
        for (LockFile lock : locks) {
            if (!lock.isHeld()) {
                throw new FileSystemException(file.toString(), null, "another process has taken the lock over");
            }
        }
    }

    /** Gives the right back. */
    @Override
    public void close() throws IOException {
        try {
            while (!locks.isEmpty()) {
                locks.pop().release();
            }
        } finally {
            if (ofThisJvm.isHeldByCurrentThread()) {
                ofThisJvm.unlock();
            }
        }
    }
}
