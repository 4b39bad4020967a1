package io.ksail.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A failure whose words can't be shown, as it can be: reports print the words of all causes. */
final class RedactedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RedactedFailure(String words, @Nullable Throwable cause) {
        super(words, cause);
    }

    /** The failure itself if nothing of it, of its causes and of what it suppressed has to be hidden. */
    static Throwable of(Throwable failure) {
        return isHarmless(failure, Collections.newSetFromMap(new IdentityHashMap<>()))
                ? failure
                : copy(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean isHarmless(Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return true;
        }
        Throwable cause = failure.getCause();
        if (!Redaction.isHarmless(failure.toString()) || cause != null && !isHarmless(cause, seen)) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isHarmless(suppressed, seen)) {
                return false;
            }
        }
        return true;
    }

    private static RedactedFailure copy(Throwable failure, Set<Throwable> seen) {
        seen.add(failure);
        Throwable cause = failure.getCause();
        RedactedFailure copy = new RedactedFailure(
                Redaction.scrubbed(failure.toString()),
                cause == null || seen.contains(cause) ? null : copy(cause, seen));
        copy.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                copy.addSuppressed(copy(suppressed, seen));
            }
        }
        return copy;
    }

    /** Begins with the name of the class that was thrown. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
