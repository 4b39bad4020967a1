package io.ksail.internal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people read them. */
public final class Durations {

    // At most twelve digits: 10^12 ms still fits a long of nanoseconds.
    private static final Pattern SMALL_UNIT = Pattern.compile("(\\d{1,12})(MS|US|µS|\u039cS|NS)");

    /** Longer than anybody waits, and short enough to reckon with. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private Durations() {}

    /**
     * A duration in the unit a reader would choose.
     *
     * @param duration any duration
     * @return such as {@code 85 ms}, {@code 6.3 s} or {@code 3 min}
     */
    public static String readable(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            String seconds = String.format(Locale.ROOT, "%.1f", millis / 1000.0);
            return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
        }
        long restSeconds = duration.toSecondsPart();
        return duration.toMinutes() + " min" + (restSeconds == 0 ? "" : " " + restSeconds + " s");
    }

    /**
     * Reads a duration as people write it: {@code 90s}, {@code 3m}, {@code 1m30s}, {@code 500ms} (Go's form), or ISO
     * 8601 ({@code PT3M}).
     *
     * @param text the duration
     * @return the duration; empty when the text is of neither form, or says more than {@link #LONGEST}
     */
    public static Optional<Duration> parse(String text) {
        return read(text).filter(duration -> duration.compareTo(LONGEST) <= 0);
    }

    /**
     * Why {@link #parse} gives nothing.
     *
     * @param text what it was given
     * @return what is wrong with it, as the rest of a sentence
     */
    public static String whatIsWrongWith(String text) {
        return read(text).isPresent() ? "is more than %d days".formatted(LONGEST.toDays()) : "is not a duration";
    }

    private static Optional<Duration> read(String text) {
        String compact = text.strip().toUpperCase(Locale.ROOT).replace(" ", "");
        Matcher small = SMALL_UNIT.matcher(compact);
        try {
            if (small.matches()) {
                return Optional.of(Duration.ofNanos(Long.parseLong(small.group(1)) * nanosIn(small.group(2))));
            }
            return Optional.of(Duration.parse(compact.startsWith("P") ? compact : "PT" + compact));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long nanosIn(String unit) {
        return switch (unit) {
            case "MS" -> 1_000_000;
            case "NS" -> 1;
            default -> 1_000;
        };
    }

    /**
     * A duration in the form that {@link #parse} and Go read, exactly.
     *
     * @param duration any duration
     * @return such as {@code 1m30s} or {@code 0.5s}
     */
    public static String compact(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /**
     * The shorter one of two.
     *
     * @param a one
     * @param b another one
     * @return either of them
     */
    public static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
