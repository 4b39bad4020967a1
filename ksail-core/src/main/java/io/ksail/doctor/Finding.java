package io.ksail.doctor;

/**
 * What a check of a host has shown.
 *
 * @param check what was looked at, in one or two words
 * @param level how good or bad it is
 * @param seen what was seen, in one or more lines
 * @param remedy what to do about it; empty where there is nothing to do
 */
public record Finding(String check, Level level, String seen, String remedy) {

    /** How good or bad a finding is, from good to bad. */
    public enum Level {
        /** Nothing to do. */
        OK,
        /** Clusters can be created, but something will be missing, or is not known. */
        WARNING,
        /** No cluster can be created until this is cured. */
        FAILURE
    }

    @Override
    public String toString() {
        return "%s %s: %s%s".formatted(level, check, seen, remedy.isEmpty() ? "" : " -> " + remedy);
    }
}
