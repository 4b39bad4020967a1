package io.ksail.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name somebody most likely meant. */
public final class NearestName {

    private static final int LONGEST = 40;

    private NearestName() {}

    /**
     * The name that differs least from what was given.
     *
     * @param names what there is
     * @param given what somebody wrote
     * @return the nearest one; empty when none is near
     */
    public static Optional<String> among(Collection<String> names, String given) {
        if (given.isEmpty() || given.length() > LONGEST) {
            return Optional.empty();
        }
        return names.stream()
                .filter(name -> distance(name, given) <= tolerance(name, given))
                .min(Comparator.comparingInt((String name) -> distance(name, given))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * The same, as the end of a sentence.
     *
     * @param names what there is
     * @param given what somebody wrote
     * @return such as {@code ; did you mean 'workers'?}, or nothing
     */
    public static String question(Collection<String> names, String given) {
        return among(names, given).map("; did you mean '%s'?"::formatted).orElse("");
    }

    private static int tolerance(String name, String given) {
        return Math.min(name.length(), given.length()) <= 3 ? 1 : Math.max(name.length(), given.length()) / 3;
    }

    /** Edits, counting a swap of neighbours as one and the difference of case as none. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
            }
        }
        return edits[a.length()][b.length()];
    }
}
