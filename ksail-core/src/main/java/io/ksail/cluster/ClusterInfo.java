package io.ksail.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A nested cluster as it is found on a host, whoever made it: this process, another one, or KSail itself.
 *
 * @param name the cluster's name
 * @param namespace the namespace on the host that holds everything of it
 * @param distribution which Kubernetes it runs, such as {@code K3s}; empty when neither labels nor pods tell
 * @param status how it is
 * @param detail why it is not running, in the host's words; empty when it is
 * @param created when its namespace was made, by the host's clock
 * @param owner the user who made it, as their machine calls them; empty when its maker did not say
 * @param createdBy the process that made it; empty when its maker did not say
 * @param requestedBy what it is for, such as a test class; empty when its maker did not say
 * @param expires until when it is kept without a renewal; empty for one that stays until it is deleted
 * @param exposure the tier by which its API is reached, such as {@code NodePort}; empty while there is none
 * @param apiUrl the URL of its API; empty while there is none, or when its maker did not say
 * @param skipped better ways to expose its API that its maker skipped, each with its reason
 * @param nodesReady how many of its pods on the host are Ready
 * @param nodes how many pods it has on the host, besides that of its lease
 */
public record ClusterInfo(
        String name,
        String namespace,
        Optional<String> distribution,
        ClusterStatus status,
        String detail,
        Instant created,
        Optional<String> owner,
        Optional<String> createdBy,
        Optional<String> requestedBy,
        Optional<Instant> expires,
        Optional<String> exposure,
        Optional<String> apiUrl,
        List<String> skipped,
        int nodesReady,
        int nodes) {

    /** Copies the list. */
    public ClusterInfo {
        skipped = List.copyOf(skipped);
    }
}
