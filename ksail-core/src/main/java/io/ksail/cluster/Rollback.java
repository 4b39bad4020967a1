package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.spec.ClusterSpec;
import java.util.Map;
import java.util.Optional;

/** What becomes of a creation that has failed: nothing is left of it, or what is to be looked at. */
record Rollback(KubernetesClient client, ClusterSpec spec, CreationOptions options, CreationFailures failures) {

    /** Does it, and gives the error to throw. */
    KsailException after(KsailException failure, ClusterCleanup cleanup) {
        KsailException explained = options.keepFailed() ? failures.kept(failure) : failure;
        try {
            tellThoseWhoWait(failure, cleanup);
            if (options.keepFailed()) {
                cleanup.retain();
            } else {
                cleanup.run();
            }
        } catch (RuntimeException e) {
            explained.addSuppressed(e);
        }
        return explained;
    }

    /** Before the namespace goes, and the words with it. */
    private void tellThoseWhoWait(KsailException failure, ClusterCleanup cleanup) {
        if (options.claim().isPresent()) {
            new NamespaceAnnotations(client, spec.namespace())
                    .writeIf(
                            cleanup.uid(),
                            Map.of(ClusterLabels.FAILURE, Optional.of(ClusterLabels.notDeleted(failure))));
        }
    }
}
