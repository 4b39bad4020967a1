package io.ksail.host;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NeededRightsTest {

    private static final ClusterSpec SPEC =
            ClusterSpec.named("demo").workers(1).gatewayClassName("eg").build();

    @Test
    void what_is_asked_for_is_what_administrators_are_told_to_give() throws IOException {
        ClusterRole documented =
                Serialization.unmarshal(Files.readString(Path.of("..", "docs", "host-rbac.yaml")), ClusterRole.class);
        Set<String> given = documented.getRules().stream()
                .flatMap(rule -> rule.getApiGroups().stream()
                        .flatMap(group -> rule.getResources().stream().flatMap(resource -> rule.getVerbs().stream()
                                .map(verb -> Right.everywhere(verb, group, resource)))))
                .map(Right::toString)
                .collect(Collectors.toSet());
        NeededRights needed = NeededRights.toCreate(SPEC);
        assertThat(Stream.concat(needed.required().stream(), needed.optional().stream())
                        .map(right -> right.toString().replaceAll(" in namespace .*", "")))
                .containsExactlyInAnyOrderElementsOf(given);
    }

    @Test
    void workers_take_one_more() {
        Right getServices = Right.in("k3k-demo", "get", "", "services");
        assertThat(NeededRights.toCreate(SPEC).required()).contains(getServices);
        assertThat(NeededRights.toCreate(ClusterSpec.named("demo").build()).required())
                .doesNotContain(getServices);
    }

    @Test
    void rights_are_told_in_the_words_of_kubectl() {
        assertThat(Right.in("k3k-demo", "create", "apps", "statefulsets"))
                .hasToString("create statefulsets.apps in namespace k3k-demo");
        assertThat(Right.in("k3k-demo", "create", "", "pods/exec"))
                .hasToString("create pods/exec in namespace k3k-demo");
        assertThat(Right.everywhere("list", "", "nodes")).hasToString("list nodes");
    }
}
