package io.ksail.cli;

import io.ksail.spec.ClusterSpec;
import java.util.Optional;

/**
 * What {@code ksail cluster create} is asked for.
 *
 * @param spec the cluster
 * @param limitedInTime whether the host deletes it by itself when its lease has run out
 * @param keepOnFailure whether what is left of a failed creation stays on the host
 * @param kubeconfig the file that gets its entry
 * @param context what the entry is called; empty for the distribution's own form
 * @param switchContext whether the entry becomes the current context
 */
record CreationPlan(
        ClusterSpec spec,
        boolean limitedInTime,
        boolean keepOnFailure,
        UserKubeconfig kubeconfig,
        Optional<String> context,
        boolean switchContext) {}
