package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.cluster.ProbeNamespace;
import io.ksail.host.Host;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.spec.ClusterSpec;

/**
 * Whether the host admits privileged pods, by asking for one: a dry run, in a namespace that is there for a moment. The
 * pod never exists, but everything that could refuse it is asked.
 */
record PrivilegedPods(Host host, ClusterSpec spec) implements Preflight.Check {

    private static final String NAME = "ksail-doctor";

    @Override
    public String name() {
        return "privileged pods";
    }

    @Override
    public Answer look() {
        if (!Distribution.of(spec.distribution()).needsPrivilegedPods(spec)) {
            return Answer.ok("not needed: %s has none".formatted(spec.distribution()));
        }
        try (ProbeNamespace namespace = ProbeNamespace.create(host, "doctor")) {
            // The default one is made by a controller, later than the namespace, and pods without one are refused.
            host.client().resource(serviceAccount(namespace.name())).create();
            host.client().resource(pod(namespace.name())).dryRun(true).create();
            return Answer.ok("admitted");
        } catch (KubernetesClientException e) {
            boolean onlyThisUser = Causes.message(e).contains(" cannot create resource ");
            if (onlyThisUser || e.getCode() <= 0) {
                throw e;
            }
            return Answer.failure(
                    "not admitted: " + Causes.message(e),
                    "allow privileged pods in namespaces with the label ksail.io/managed-by=ksail, or use another host");
        }
    }

    private static HasMetadata serviceAccount(String namespace) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private static HasMetadata pod(String namespace) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("node")
                .withImage("rancher/k3s")
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }
}
