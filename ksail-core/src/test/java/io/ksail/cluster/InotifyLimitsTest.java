package io.ksail.cluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InotifyLimitsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "starting the node a failed: Failed to create inotify object: Too many open files",
                "kubeadm init on a failed\n  last log lines of a:\n  Failed to allocate manager object: Too many open files",
                "not ready within 3 min\n  log: E1125 kubelet.go: failed to create fsnotify watcher: too many open files",
                "inotify_add_watch /sys/fs/cgroup/cpu: no space left on device"
            })
    void whoever_has_run_into_them_is_told_to_raise_them(String words) {
        assertThat(CreationFailures.inotifyRemedy(words)).get().asString().contains("fs.inotify.max_user_instances");
    }

    @Test
    void other_words_are_not_about_them() {
        assertThat(CreationFailures.inotifyRemedy("write /var/lib/rancher: no space left on device"))
                .isEmpty();
    }
}
