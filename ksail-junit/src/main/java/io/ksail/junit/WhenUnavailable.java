package io.ksail.junit;

/** What becomes of a test class whose host is not available. */
public enum WhenUnavailable {
    /** It fails, with the reason. */
    FAIL,
    /** It is skipped, with the reason in the report. */
    SKIP
}
