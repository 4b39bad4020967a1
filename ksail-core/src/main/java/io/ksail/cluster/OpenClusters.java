package io.ksail.cluster;

import io.ksail.internal.Causes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be removed from hosts if this process is told to end (Ctrl-C, SIGTERM) before it has done so itself. */
final class OpenClusters {

    private static final Logger LOG = LoggerFactory.getLogger(OpenClusters.class);
    private static final Set<Runnable> REMOVALS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OpenClusters::removeAll, "ksail-shutdown"));
    }

    private OpenClusters() {}

    /**
     * Sees to it that the shutdown hook is there.
     *
     * @throws LinkageError if the JVM is ending, so that there can't be one any more
     */
    static void requireUsable() {
        LOG.trace("the shutdown hook is there");
    }

    static void add(Runnable removal) {
        REMOVALS.add(removal);
    }

    static void remove(Runnable removal) {
        REMOVALS.remove(removal);
    }

    private static void removeAll() {
        REMOVALS.parallelStream().forEach(removal -> {
            try {
                removal.run();
            } catch (RuntimeException e) {
                // An embedded host may be gone already, and everything on it.
                LOG.debug("A cluster was not removed at shutdown: {}", Causes.words(e));
            }
        });
    }
}
