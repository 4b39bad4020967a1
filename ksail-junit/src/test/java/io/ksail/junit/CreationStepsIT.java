package io.ksail.junit;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whichever step of a creation fails, it leaves no informer, client, thread, temporary file or namespace. */
class CreationStepsIT {

    @AfterAll
    static void nothing_is_left() throws InterruptedException {
        ChildJvm.killAll();
        TestHost.assertEmpty();
    }

    @Test
    void a_failure_at_any_step_leaves_nothing(@TempDir Path temporary) throws Exception {
        List<String> said = ChildJvm.startWith(
                        Path.of("src/test/faults"),
                        temporary,
                        FailingSteps.class,
                        TestHost.kubeconfig().toString())
                .linesBefore("done");
        List<String> steps = said.stream().filter(line -> line.contains(" | ")).toList();
        assertThat(steps)
                .as("each of them: requests to the host and to the nested API, and stages")
                .anyMatch(step -> step.startsWith("POST /api/v#/namespaces | failed: "))
                .anyMatch(step -> step.startsWith("POST /apis/apps/v#/namespaces/k#k-steps-#/statefulsets | failed: "))
                .anyMatch(step -> step.startsWith("GET /version | failed: "))
                .anyMatch(step -> step.startsWith("begin: waiting for the cluster to be USABLE | failed"))
                .anyMatch(step -> step.startsWith("taking: begin: waiting for the API server at "))
                .anyMatch(step -> step.startsWith("taking: PATCH /api/v#/namespaces/"))
                .hasSizeGreaterThan(20)
                .allMatch(step -> step.endsWith(" | nothing left"))
                .noneMatch(step -> step.contains("BUT NOT DELETED"));
    }
}
