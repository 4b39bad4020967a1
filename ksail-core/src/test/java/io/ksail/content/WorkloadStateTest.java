package io.ksail.content;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When a workload is what was waited for, and when waiting has no sense. */
class WorkloadStateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment | {replicas: 2} | {observedGeneration: 3, updatedReplicas: 2, availableReplicas: 2} | true",
                "Deployment | {replicas: 2} | {observedGeneration: 3, updatedReplicas: 1, availableReplicas: 2} | false",
                "Deployment | {replicas: 2} | {observedGeneration: 2, updatedReplicas: 2, availableReplicas: 2} | false",
                "Deployment | {replicas: 0} | {observedGeneration: 3} | true",
                "Deployment | {} | {observedGeneration: 3} | false",
                "StatefulSet | {replicas: 1} | {observedGeneration: 3, updatedReplicas: 1, readyReplicas: 1} | true",
                "StatefulSet | {replicas: 1} | {observedGeneration: 3, updatedReplicas: 0, readyReplicas: 1} | false",
                "DaemonSet | {} | {observedGeneration: 3, desiredNumberScheduled: 2, numberAvailable: 2,"
                        + " updatedNumberScheduled: 2} | true",
                "DaemonSet | {} | {observedGeneration: 3, desiredNumberScheduled: 2, numberAvailable: 1,"
                        + " updatedNumberScheduled: 2} | false",
                "Job | {} | {conditions: [{type: Complete, status: 'True'}]} | true",
                "Job | {suspend: true} | {} | true",
                "Job | {} | {} | false",
                "Pod | {} | {phase: Succeeded} | true",
                "Pod | {} | {phase: Running, conditions: [{type: Ready, status: 'True'}]} | true",
                "Pod | {} | {phase: Running} | false"
            })
    void a_workload_is_done_when_all_of_its_pods_of_this_generation_are(
            String kind, String spec, String status, boolean done) {
        assertThat(WorkloadState.of(object(kind, spec, status), 3).done()).isEqualTo(done);
    }

    @Test
    void what_its_controller_gave_up_or_complains_of_is_said() {
        assertThat(WorkloadState.of(
                                object(
                                        "Job",
                                        "{}",
                                        "{conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded,"
                                                + " message: too often}]}"),
                                0)
                        .failure())
                .contains("BackoffLimitExceeded: too often");
        assertThat(WorkloadState.of(
                                object(
                                        "Deployment",
                                        "{}",
                                        "{conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,"
                                                + " message: exceeded quota}]}"),
                                0)
                        .message())
                .isEqualTo("0 of 1 available, FailedCreate: exceeded quota");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{waiting: {reason: ErrImageNeverPull, message: not present}} | 0 | true",
                "{waiting: {reason: ImagePullBackOff, message: 'manifest unknown'}} | 0 | true",
                "{waiting: {reason: ErrImagePull, message: 'i/o timeout'}} | 0 | false",
                "{waiting: {reason: CreateContainerConfigError, message: 'secret \"x\" not found'}} | 0 | false",
                "{waiting: {reason: CrashLoopBackOff}} | 1 | false",
                "{waiting: {reason: CrashLoopBackOff}} | 3 | true",
                "{running: {}} | 5 | false"
            })
    void there_is_no_hope_for_an_image_that_is_nowhere_and_for_what_ends_again_and_again(
            String state, int restarts, boolean hopeless) {
        Pod pod = (Pod) object(
                "Pod",
                "{}",
                "{containerStatuses: [{name: c, restartCount: %d, state: %s, lastState: {terminated: {exitCode: 1}}}]}"
                        .formatted(restarts, state));
        assertThat(UnrecoverablePods.of(pod).isPresent()).isEqualTo(hopeless);
    }

    private static HasMetadata object(String kind, String spec, String status) {
        String group =
                switch (kind.toLowerCase(Locale.ROOT)) {
                    case "pod" -> "v1";
                    case "job" -> "batch/v1";
                    default -> "apps/v1";
                };
        String text = """
                apiVersion: %s
                kind: %s
                metadata: {name: x, namespace: default}
                spec: %s
                status: %s
                """.formatted(group, kind, spec, status);
        return (HasMetadata) Serialization.unmarshal(text, KubernetesResource.class);
    }
}
