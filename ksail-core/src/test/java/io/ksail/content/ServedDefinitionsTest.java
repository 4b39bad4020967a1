package io.ksail.content;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServedDefinitionsTest {

    @Test
    void one_that_the_api_server_has_not_looked_at_yet_is_not_decided() {
        assertThat(ServedDefinitions.isDecided(definition(""))).isFalse();
        assertThat(ServedDefinitions.isDecided(definition("status: {conditions: null}")))
                .isFalse();
        assertThat(ServedDefinitions.isDecided(definition("status: {conditions: []}")))
                .isFalse();
    }

    @Test
    void one_that_is_established_or_refused_is_decided() {
        assertThat(ServedDefinitions.isDecided(
                        definition("status: {conditions: [{type: Established, status: \"True\"}]}")))
                .isTrue();
        assertThat(ServedDefinitions.isDecided(
                        definition("status: {conditions: [{type: NamesAccepted, status: \"False\"}]}")))
                .isTrue();
        assertThat(ServedDefinitions.isDecided(
                        definition("status: {conditions: [{type: Established, status: \"False\"}]}")))
                .isFalse();
    }

    private static CustomResourceDefinition definition(String status) {
        return Serialization.unmarshal(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n" + status,
                CustomResourceDefinition.class);
    }
}
