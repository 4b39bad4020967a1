package io.ksail.internal.pool;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Home;
import io.ksail.internal.kubeconfig.OwnerOnlyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clusters that this user has begun for whoever needs one next, one file each, in {@code ~/.cache/ksail/pool}. The files,
 * and nothing on a host, say which ones are ours to take; to delete the file is to take the cluster, which only one process
 * succeeds in. Thread-safe.
 */
public final class PoolRecords {

    private static final String SUFFIX = ".json";
    private static final LinkOption NO_LINK = LinkOption.NOFOLLOW_LINKS;

    private final Path directory;

    /**
     * Those in a directory.
     *
     * @param directory made when it is needed
     */
    PoolRecords(Path directory) {
        this.directory = directory;
    }

    /**
     * Those of this user.
     *
     * @return where all processes of the user look
     */
    public static PoolRecords ofUser() {
        return new PoolRecords(Home.cache().resolve("pool"));
    }

    /**
     * The clusters on a host. What its host does not keep any more is forgotten.
     *
     * @param host which one, as {@link PoolKeys#host} says
     * @return the oldest first
     */
    public List<PoolMember> on(String host) {
        if (!isOursAlone()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .flatMap(file -> read(file).stream())
                    .filter(this::isKept)
                    .filter(member -> member.host().equals(host))
                    .sorted(Comparator.comparing(PoolMember::begun).thenComparing(PoolMember::uid))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Takes a cluster, so that nobody else can.
     *
     * @param member which one
     * @return true for exactly one of all who try
     */
    public boolean take(PoolMember member) {
        try {
            return Files.deleteIfExists(file(member));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Leaves a cluster to whoever needs one.
     *
     * @param member which one
     * @throws IOException if it can't be written down
     */
    public void add(PoolMember member) throws IOException {
        if (Files.exists(directory, NO_LINK) && !isOursAlone()) {
            throw new IOException("others may write in " + directory);
        }
        Files.createDirectories(directory.getParent());
        OwnerOnlyFile.writeInOwnDirectory(file(member), Serialization.asJson(member));
    }

    /**
     * Does something that only one process does at a time.
     *
     * @param work what to do
     * @return false, at once, when another one is at it
     * @throws IOException if that can't be known
     */
    public boolean alone(Runnable work) throws IOException {
        Files.createDirectories(directory.getParent());
        try (FileChannel channel = FileChannel.open(
                        directory.resolveSibling("pool.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            work.run();
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private Path file(PoolMember member) {
        return directory.resolve(member.uid().replaceAll("[^A-Za-z0-9-]", "") + SUFFIX);
    }

    private boolean isKept(PoolMember member) {
        boolean kept = Instant.now().getEpochSecond() < member.until();
        if (!kept) {
            take(member);
        }
        return kept;
    }

    /** What is taken this moment, or nobody understands, is none. */
    private static Optional<PoolMember> read(Path file) {
        try {
            return Optional.of(Serialization.unmarshal(Files.readString(file), PoolMember.class));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private boolean isOursAlone() {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            return Files.isDirectory(directory, NO_LINK)
                    && (!posix
                            || PosixFilePermissions.toString(Files.getPosixFilePermissions(directory, NO_LINK))
                                    .equals("rwx------"));
        } catch (IOException e) {
            return false;
        }
    }
}
