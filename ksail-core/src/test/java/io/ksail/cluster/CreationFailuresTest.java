package io.ksail.cluster;

import io.ksail.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CreationFailuresTest {

    private final CreationFailures failures =
            new CreationFailures(ClusterSpec.named("demo").build(), "image", "a test");

    @Test
    void limits_of_inotify_are_what_to_raise_whichever_stage_ran_into_them() {
        assertThat(failures.unwatched(new IllegalStateException("fsnotify: too many open files"), "waiting")
                        .remedy())
                .startsWith("raise the limits of inotify on the host's nodes");
        assertThat(failures.unwatched(new IllegalStateException("something else"), "waiting")
                        .remedy())
                .isEqualTo("look at what the host says above");
    }
}
