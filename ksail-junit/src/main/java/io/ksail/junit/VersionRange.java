package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions as Maven writes it, with one lower and one upper end.
 *
 * @param lower the lowest version, or one below it; empty for no limit
 * @param lowerIncluded whether it belongs to the range
 * @param upper the highest version, or one above it; empty for no limit
 * @param upperIncluded whether it belongs to the range
 */
record VersionRange(Optional<int[]> lower, boolean lowerIncluded, Optional<int[]> upper, boolean upperIncluded) {

    private static final String VERSION = "\\s*v?(\\d{1,6}(?:\\.\\d{1,6}){0,2})?\\s*";
    private static final Pattern RANGE = Pattern.compile("\\s*([\\[(])" + VERSION + "(,)?" + VERSION + "([\\])])\\s*");
    private static final Pattern NUMBERS = Pattern.compile("v?(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})(?!\\d).*");
    private static final int PARTS = 3;

    static VersionRange parse(String text) {
        Matcher range = RANGE.matcher(text);
        boolean exact = range.matches() && range.group(3) == null;
        boolean empty = !range.matches() || range.group(2) == null && range.group(4) == null;
        if (empty || exact && !text.strip().matches("\\[.*]")) {
            throw new InvalidSpecException(
                    "The range of versions '%s' can't be used".formatted(text),
                    "it is not a range of versions",
                    "write it like [1.33,), [1.33,1.35), (,1.34] or [1.34.4]");
        }
        Optional<int[]> lower = Optional.ofNullable(range.group(2)).map(VersionRange::numbers);
        return new VersionRange(
                lower,
                range.group(1).equals("["),
                exact ? lower : Optional.ofNullable(range.group(4)).map(VersionRange::numbers),
                range.group(5).equals("]"));
    }

    /** The version that a text begins with, such as {@code v1.34.4+k3s1}; empty where it begins with none. */
    static Optional<String> versionIn(String text) {
        Matcher version = NUMBERS.matcher(text);
        return version.matches() ? Optional.of(version.group(1)) : Optional.empty();
    }

    boolean contains(String version) {
        int[] numbers = numbers(version);
        boolean above = lower.map(end -> Arrays.compare(numbers, end))
                .map(order -> order > 0 || order == 0 && lowerIncluded)
                .orElse(true);
        boolean below = upper.map(end -> Arrays.compare(numbers, end))
                .map(order -> order < 0 || order == 0 && upperIncluded)
                .orElse(true);
        return above && below;
    }

    /** What is not given counts as zero. */
    private static int[] numbers(String version) {
        int[] given =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return Arrays.copyOf(given, PARTS);
    }
}
