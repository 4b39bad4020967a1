package io.ksail.cli;

import io.ksail.KsailException;
import java.util.ArrayList;
import java.util.List;

/** Several things that are tried one after the other: one that fails keeps no other from being tried. */
final class Attempts {

    private final List<KsailException> failures = new ArrayList<>();

    /** Tries one; nothing is tried any more once the thread is interrupted. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (KsailException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failures.add(e);
        }
    }

    /**
     * Tells of what has failed.
     *
     * @throws KsailException the first failure, with the others suppressed
     */
    void end() {
        if (!failures.isEmpty()) {
            KsailException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
