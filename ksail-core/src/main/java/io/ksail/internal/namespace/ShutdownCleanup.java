package io.ksail.internal.namespace;

import io.ksail.internal.Causes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be removed from hosts if this process is told to end (Ctrl-C, SIGTERM) before it has done so itself. */
public final class ShutdownCleanup {

    private static final Logger LOG = LoggerFactory.getLogger(ShutdownCleanup.class);
    private static final Map<Runnable, Optional<String>> REMOVALS = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ShutdownCleanup::removeAll, "ksail-shutdown"));
    }

    private ShutdownCleanup() {}

    /**
     * Sees to it that the shutdown hook is there. A JVM that is ending can't promise to tidy up; better to know it before there
     * is a namespace.
     *
     * @throws LinkageError if the JVM is ending, so that there can't be one any more
     */
    public static void requireUsable() {
        LOG.trace("the shutdown hook is there");
    }

    /**
     * Before it is known which namespace is to be removed.
     *
     * @param cleanup run when the process is told to end
     */
    public static void add(Runnable cleanup) {
        REMOVALS.put(cleanup, Optional.empty());
    }

    static void add(Runnable cleanup, String namespaceUid) {
        REMOVALS.put(cleanup, Optional.of(namespaceUid));
    }

    /** Whether a namespace is this process's own, whatever is written on it. */
    static boolean hold(String namespaceUid) {
        return REMOVALS.containsValue(Optional.of(namespaceUid));
    }

    /**
     * What has been done already, or is not to be done any more.
     *
     * @param cleanup what was added
     */
    public static void remove(Runnable cleanup) {
        REMOVALS.remove(cleanup);
    }

    private static void removeAll() {
        REMOVALS.keySet().parallelStream().forEach(cleanup -> {
            try {
                cleanup.run();
            } catch (RuntimeException e) {
                // An embedded host may be gone already, and everything on it.
                LOG.debug("A cluster was not removed at shutdown: {}", Causes.message(e));
            }
        });
    }
}
