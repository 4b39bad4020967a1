package io.ksail.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;

/** One thing to look at. */
interface Check {

    /** What it is called in findings. */
    String name();

    /**
     * Looks.
     *
     * @throws KubernetesClientException if the host does not let its user look
     */
    Finding look();

    /** Looks; a host that does not let its user look is no failure of the host. */
    default Finding finding() {
        try {
            return look();
        } catch (KubernetesClientException e) {
            return Causes.nobodyAnswered(e)
                    ? Finding.failure(name(), Causes.message(e), "see whether the host still answers, and try again")
                    : Finding.warning(
                            name(), "not known: " + Words.of(e), "ask as a user who may look, or ignore this");
        }
    }
}
