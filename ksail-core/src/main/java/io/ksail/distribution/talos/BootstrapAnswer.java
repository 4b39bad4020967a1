package io.ksail.distribution.talos;

import io.ksail.internal.PodExec.Outcome;
import java.util.List;

/** What became of telling a control plane to begin the cluster. */
enum BootstrapAnswer {
    /** It has begun, now or before. */
    BEGUN,
    /** It is too early, or the way was not free: to be told again. */
    AGAIN,
    /** It will not. */
    REFUSED;

    private static final List<String> EARLY = List.of(
            "FailedPrecondition", "DeadlineExceeded", "Canceled", "Unavailable", "connection refused", "EOF");

    static BootstrapAnswer of(Outcome outcome) {
        if (outcome.exitCode() == 0 || outcome.err().contains("AlreadyExists")) {
            return BEGUN;
        }
        return EARLY.stream().anyMatch(outcome.err()::contains) ? AGAIN : REFUSED;
    }
}
