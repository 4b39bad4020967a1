package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.Version;
import org.junit.jupiter.api.Test;

/** What runs here is what was asked for, and not what some dependency brought. */
class VersionsTest {

    @Test
    void runsOnTheJUnitThatWasAskedFor() {
        assertEquals(
                System.getProperty("junit.version"), Test.class.getPackage().getImplementationVersion());
    }

    @Test
    void runsOnTheFabric8ThatWasAskedFor() {
        assertEquals(System.getProperty("fabric8.version"), Version.clientVersion());
    }
}
