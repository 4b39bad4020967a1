package io.ksail.internal.distribution.vanilla;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RemedyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pulling a inside the pod failed: manifest unknown | check the image's name and tag",
                "pulling a inside the pod failed: dial tcp: no such host | name a mirror of it",
                "pulling a inside the pod failed: write: no space left on device | more disk",
                "kubeadm init on a failed: kubelet is configured to not run on a host using cgroup v1 | failCgroupV1: false",
                "kubeadm init on a failed: something else | kubeadmConfigPatches in kind.yaml"
            })
    void what_helps_is_told_from_what_was_said(String words, String remedy) {
        assertThat(ClusterStart.remedy(words)).contains(remedy);
    }
}
