package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rpc error: code = NotFound desc = failed to pull and unpack image: not found",
                "manifest unknown",
                "pull access denied, repository does not exist",
                "401 Unauthorized"
            })
    void an_image_that_the_registry_does_not_give_is_a_problem_at_once(String words) {
        assertThat(Problem.of(pullFailed(words, 1)))
                .hasValueSatisfying(problem -> assertThat(problem.seen()).contains(words));
    }

    @Test
    void a_registry_that_does_not_answer_gets_a_second_try() {
        assertThat(Problem.of(pullFailed("dial tcp: i/o timeout", 1))).isEmpty();
        assertThat(Problem.of(pullFailed("dial tcp: i/o timeout", 2))).isPresent();
    }

    @Test
    void a_pod_that_is_not_admitted_is_a_problem_at_once() {
        String words = "create Pod x in StatefulSet x failed error: pods \"x\" is forbidden: violates PodSecurity";
        assertThat(Problem.of(event("FailedCreate", words, 1)))
                .hasValueSatisfying(problem -> assertThat(problem.seen()).contains("violates PodSecurity"));
    }

    @Test
    void a_service_account_that_is_still_to_come_is_none() {
        String words = "pods \"x\" is forbidden: error looking up service account a/b: serviceaccount \"b\" not found";
        assertThat(Problem.of(event("FailedCreate", words, 9))).isEmpty();
    }

    @Test
    void a_container_may_end_once_but_not_twice() {
        assertThat(Problem.of(restarted(1))).isEmpty();
        assertThat(Problem.of(restarted(2)))
                .hasValueSatisfying(problem -> assertThat(problem.seen()).contains("2 times", "exit code 1"));
    }

    @Test
    void one_that_was_killed_for_lack_of_memory_needs_more_of_it() {
        Pod killed = new PodBuilder(restarted(2))
                .editStatus()
                .editFirstContainerStatus()
                .editLastState()
                .editTerminated()
                .withReason("OOMKilled")
                .endTerminated()
                .endLastState()
                .endContainerStatus()
                .endStatus()
                .build();
        assertThat(Problem.of(killed))
                .hasValueSatisfying(problem -> assertThat(problem.remedy()).contains("more memory (resources)"));
    }

    @Test
    void an_evicted_pod_is_a_problem() {
        Pod evicted = new PodBuilder(restarted(0))
                .editStatus()
                .withPhase("Failed")
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory")
                .endStatus()
                .build();
        assertThat(Problem.of(evicted))
                .hasValueSatisfying(problem -> assertThat(problem.seen()).contains("Evicted", "low on resource"));
    }

    @Test
    void a_container_that_cannot_be_created_is_a_problem() {
        Pod pod = new PodBuilder(restarted(0))
                .editStatus()
                .editFirstContainerStatus()
                .withNewState()
                .withNewWaiting("bad ref", "InvalidImageName")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
        assertThat(Problem.of(pod))
                .hasValueSatisfying(problem -> assertThat(problem.seen()).contains("InvalidImageName", "bad ref"));
    }

    private static Event pullFailed(String words, int count) {
        return event("Failed", "Failed to pull image \"rancher/k3s:v9\": " + words, count);
    }

    private static Event event(String reason, String message, int count) {
        return new EventBuilder()
                .withReason(reason)
                .withMessage(message)
                .withCount(count)
                .withType("Warning")
                .build();
    }

    private static Pod restarted(int times) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("k3k-demo")
                .withName("k3k-demo-server-0")
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("k3s")
                .withRestartCount(times)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(1)
                .withReason("Error")
                .endTerminated()
                .endLastState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
