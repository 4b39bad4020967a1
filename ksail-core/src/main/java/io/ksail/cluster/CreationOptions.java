package io.ksail.cluster;

import io.ksail.internal.namespace.ClusterClaim;
import java.time.Duration;
import java.util.Optional;

/**
 * What has nothing to do with the cluster itself, but with how it is created.
 *
 * @param keepFailed whether what is left of a failed creation stays on the host
 * @param progress who is told how far it has come
 * @param outlivesProcess whether the cluster's address has to work when this process has ended
 * @param claim this process's claim, when the cluster is shared
 */
record CreationOptions(boolean keepFailed, Progress progress, boolean outlivesProcess, Optional<ClusterClaim> claim) {

    static final CreationOptions DEFAULT = new CreationOptions(false, new Silence(), false, Optional.empty());

    CreationOptions keepingFailed() {
        return new CreationOptions(true, progress, outlivesProcess, claim);
    }

    CreationOptions reportingTo(Progress value) {
        return new CreationOptions(keepFailed, value, outlivesProcess, claim);
    }

    CreationOptions outlivingThisProcess() {
        return new CreationOptions(keepFailed, progress, true, claim);
    }

    CreationOptions sharedBy(ClusterClaim value) {
        return new CreationOptions(keepFailed, progress, true, Optional.of(value));
    }

    private record Silence() implements Progress {
        @Override
        public void begun(String stage) {
            // Nobody wants to know.
        }

        @Override
        public void done(String result, Duration took) {
            // Nobody wants to know.
        }
    }
}
