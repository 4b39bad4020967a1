package io.ksail.junit;

/** What becomes of a test class whose host can't be had. */
public enum WhenUnavailable {
    /** It fails, with the reason. */
    FAIL,
    /** It is skipped, with the reason in the report. */
    SKIP
}
