package io.ksail.kubeconfig.file;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that say which process of which machine made a lock; no two are the same. */
final class LockMark {

    private static final Pattern MARK = Pattern.compile("ksail-pid-(\\d{1,18})-on-(.+)-lock-[0-9a-f-]+");

    /** The start of a process is known less exactly than the time of a file. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private static final String MACHINE = machine();

    private LockMark() {}

    static String fresh() {
        return "ksail-pid-%d-on-%s-lock-%s".formatted(ProcessHandle.current().pid(), MACHINE, UUID.randomUUID());
    }

    /**
     * Whether a lock is that of a process of this machine that runs no more.
     *
     * @param made when the lock was made; a process that began later only has the same number
     */
    static boolean ofProcessThatIsGone(String mark, Instant made) {
        Matcher matcher = MARK.matcher(mark);
        if (!matcher.matches() || !matcher.group(2).equals(MACHINE)) {
            return false;
        }
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(matcher.group(1))).filter(ProcessHandle::isAlive);
        return process.isEmpty()
                || process.get()
                        .info()
                        .startInstant()
                        .filter(start -> start.isAfter(made.plus(TOLERANCE)))
                        .isPresent();
    }

    /** Process numbers mean something within one run of the system, and on Linux within one container only. */
    private static String machine() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            String space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return (boot + "-" + space).replaceAll("[^0-9A-Za-z-]", "");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return host();
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^0-9A-Za-z-]", "-");
        } catch (IOException unknown) {
            return UUID.randomUUID().toString();
        }
    }
}
