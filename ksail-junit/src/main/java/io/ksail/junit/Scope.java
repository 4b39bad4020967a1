package io.ksail.junit;

/** How many tests share a nested cluster. */
public enum Scope {
    /** Each class that is annotated has its own; the default. */
    CLASS,
    /**
     * Each test method has its own, fresh one. Ask for it in instance fields, in {@code @BeforeEach} and {@code
     * @AfterEach} methods, and in tests.
     */
    METHOD,
    /**
     * All classes that ask for the same one share it, in any order and at the same time, until the test run is over. With
     * a name, other test JVMs on the same host share it too: the first one creates it, the last one out deletes it.
     */
    SUITE
}
