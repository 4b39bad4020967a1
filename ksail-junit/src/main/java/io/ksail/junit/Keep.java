package io.ksail.junit;

/** Whether a nested cluster stays on its host for somebody to look into it, once its tests are over. */
public enum Keep {
    /** It is deleted; the default. */
    NEVER,
    /** It stays if a test failed that it was there for. */
    ON_FAILURE,
    /** It stays. */
    ALWAYS
}
