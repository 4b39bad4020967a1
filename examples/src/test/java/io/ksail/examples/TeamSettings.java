package io.ksail.examples;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.cluster.Cluster;
import io.ksail.content.ClusterCustomizer;

/** What can't be said in a file. */
class TeamSettings implements ClusterCustomizer {

    @Override
    public void customize(Cluster cluster) {
        cluster.client().namespaces().withName("greetings").edit(namespace -> new NamespaceBuilder(namespace)
                .editMetadata()
                .addToLabels("team", System.getProperty("user.name"))
                .endMetadata()
                .build());
    }
}
