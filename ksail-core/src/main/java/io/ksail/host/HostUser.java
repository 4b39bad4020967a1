package io.ksail.host;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;

/** Asks a host who is asking: {@code SelfSubjectReview}, as {@code kubectl auth whoami} does. */
final class HostUser {

    /** Spelled out, so that the client does not first ask the host what kinds there are. */
    private static final ResourceDefinitionContext REVIEW = new ResourceDefinitionContext.Builder()
            .withGroup("authentication.k8s.io")
            .withVersion("v1")
            .withKind("SelfSubjectReview")
            .withPlural("selfsubjectreviews")
            .withNamespaced(false)
            .build();

    private HostUser() {}

    static Optional<String> askedWith(KubernetesClient client) {
        GenericKubernetesResource answer = client.genericKubernetesResources(REVIEW)
                .resource(new GenericKubernetesResourceBuilder()
                        .withApiVersion("authentication.k8s.io/v1")
                        .withKind("SelfSubjectReview")
                        .withNewMetadata()
                        .endMetadata()
                        .build())
                .create();
        return Optional.ofNullable(answer)
                .map(review -> review.get("status", "userInfo", "username"))
                .map(String::valueOf);
    }
}
