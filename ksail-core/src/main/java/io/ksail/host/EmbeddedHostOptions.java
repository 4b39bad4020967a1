package io.ksail.host;

import io.ksail.spec.InvalidSpecException;
import java.time.Duration;
import java.util.Optional;

/**
 * How long an embedded host stays, and who else may use it. Immutable.
 *
 * @since 0.1
 */
public final class EmbeddedHostOptions {

    /** How long a host stays after its last user, unless told otherwise: from one test JVM of a build to the next. */
    public static final Duration KEPT_FOR = Duration.ofSeconds(30);

    private static final EmbeddedHostOptions DEFAULTS = new EmbeddedHostOptions(Optional.empty(), true);

    private final Optional<Duration> keepFor;
    private final boolean shared;

    private EmbeddedHostOptions(Optional<Duration> keepFor, boolean shared) {
        this.keepFor = keepFor;
        this.shared = shared;
    }

    /**
     * A host that all processes of the user share whose settings are the same.
     *
     * @return the options
     */
    public static EmbeddedHostOptions defaults() {
        return DEFAULTS;
    }

    /**
     * These options with another time.
     *
     * @param time how long the host stays when this process has closed it; zero ends it, unless others use it
     * @return other options
     * @throws InvalidSpecException if it is negative
     */
    public EmbeddedHostOptions withKeepFor(Duration time) {
        if (time.isNegative()) {
            throw new InvalidSpecException(
                    "The time %s can't be used".formatted(time),
                    "an embedded host can't be kept for a negative time",
                    "give zero, or a time such as 30m");
        }
        return new EmbeddedHostOptions(Optional.of(time), shared);
    }

    /**
     * These options for a host that no other process uses, and that ends when it is closed.
     *
     * @return other options
     */
    public EmbeddedHostOptions notShared() {
        return new EmbeddedHostOptions(keepFor, false);
    }

    /**
     * How long the host stays when this process has closed it.
     *
     * @return empty when nobody said, which means that {@code ~/.ksail.properties} does, or else {@link #KEPT_FOR}
     */
    public Optional<Duration> keepFor() {
        return keepFor;
    }

    /**
     * Whether other processes may use it.
     *
     * @return true by default
     */
    public boolean shared() {
        return shared;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddedHostOptions options
                && options.shared == shared
                && options.keepFor.equals(keepFor);
    }

    @Override
    public int hashCode() {
        return 31 * keepFor.hashCode() + Boolean.hashCode(shared);
    }

    @Override
    public String toString() {
        return (shared ? "shared" : "not shared")
                + keepFor.map(time -> ", kept for " + time).orElse("");
    }
}
