package io.ksail.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;

/** What a host said when it refused, without what the client library puts around it. */
final class Words {

    private Words() {}

    static String of(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? Causes.message(e)
                : e.getStatus().getMessage();
    }
}
