package io.ksail.cluster;

import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import io.ksail.spec.ClusterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a creation has come, for the log, for who wants to know, and for the error if it ends here. Used by the thread
 * that creates.
 */
final class Stages {

    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    private final ClusterSpec spec;
    private final Progress progress;
    private Stopwatch sinceLast = Stopwatch.started();
    private String doing = "";

    Stages(ClusterSpec spec, Progress progress) {
        this.spec = spec;
        this.progress = progress;
    }

    void begin(String next) {
        doing = next;
        progress.begun(next);
    }

    void done(String what, Object... arguments) {
        String result = what.formatted(arguments);
        LOG.info("cluster {}: {} (+{})", spec.name(), result, Durations.readable(sinceLast.elapsed()));
        progress.done(result, sinceLast.elapsed());
        sinceLast = Stopwatch.started();
    }

    /** What was begun last. */
    String doing() {
        return doing;
    }
}
