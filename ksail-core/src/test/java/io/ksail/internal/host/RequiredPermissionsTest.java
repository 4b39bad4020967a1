package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.distribution.Distribution;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.Persistence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequiredPermissionsTest {

    private static final ClusterSpec SPEC =
            ClusterSpec.named("demo").workers(1).gatewayClassName("eg").build();

    private static final String HOST = "v1.36.4+k3s1";

    @Test
    void what_is_asked_for_is_what_administrators_are_told_to_give() throws IOException {
        assertThat(asked(needed(SPEC, HOST))).containsExactlyInAnyOrderElementsOf(documented("host-rbac.yaml"));
    }

    @Test
    void and_so_it_is_for_VCluster_with_one_file_more() throws IOException {
        Set<String> asked = Stream.of(vcluster(), vcluster().persistence(Persistence.EPHEMERAL.withEnabled(true)))
                .flatMap(spec -> asked(needed(spec.build(), "v1.35.0")).stream())
                .collect(Collectors.toSet());
        Set<String> more = documented("host-rbac-vcluster.yaml");
        assertThat(asked).containsAll(more);
        more.addAll(documented("host-rbac.yaml"));
        assertThat(more).containsAll(asked);
    }

    @Test
    void and_for_K3s_by_its_operator() throws IOException {
        Set<String> asked =
                asked(needed(ClusterSpec.named("demo").operator(true).build(), HOST));
        Set<String> more = documented("host-rbac-k3k.yaml");
        assertThat(asked).containsAll(more);
        more.addAll(documented("host-rbac.yaml"));
        assertThat(more).containsAll(asked);
    }

    @Test
    void what_the_control_plane_is_given_goes_by_the_version_of_the_host() {
        Permission resize = Permission.in("vcluster-demo", "patch", "", "pods/resize");
        assertThat(granted(vcluster().build(), "v1.34.4+k3s1")).isNotEmpty().doesNotContain(resize);
        assertThat(granted(vcluster().build(), "v1.35.1-eks-1")).contains(resize);
    }

    @Test
    void what_is_granted_is_known_of_the_vendors_chart_and_its_own_rules_only() {
        assertThat(granted(
                        vcluster().chart(ChartChoice.DEFAULT.withName("./mine")).build(), HOST))
                .isEmpty();
        assertThat(granted(
                        vcluster()
                                .chart(ChartChoice.DEFAULT.withVersion("0.37.0"))
                                .build(),
                        HOST))
                .isEmpty();
        assertThat(granted(
                        vcluster()
                                .configFiles(ConfigFiles.NONE.with("vcluster.yaml", "rbac: {role: {extraRules: []}}"))
                                .build(),
                        HOST))
                .isEmpty();
    }

    @Test
    void workers_take_one_more() {
        Permission getServices = Permission.in("k3k-demo", "get", "", "services");
        assertThat(needed(SPEC, HOST).required()).contains(getServices);
        assertThat(needed(ClusterSpec.named("demo").build(), HOST).required()).doesNotContain(getServices);
    }

    @Test
    void rights_are_told_in_the_words_of_kubectl() {
        assertThat(Permission.in("k3k-demo", "create", "apps", "statefulsets"))
                .hasToString("create statefulsets.apps in namespace k3k-demo");
        assertThat(Permission.in("k3k-demo", "create", "", "pods/exec"))
                .hasToString("create pods/exec in namespace k3k-demo");
        assertThat(Permission.everywhere("list", "", "nodes")).hasToString("list nodes");
    }

    private static ClusterSpecBuilder vcluster() {
        return ClusterSpec.named("demo").distribution(DistributionType.VCLUSTER);
    }

    private static List<Permission> granted(ClusterSpec spec, String hostVersion) {
        return needed(spec, hostVersion).granted();
    }

    private static RequiredPermissions needed(ClusterSpec spec, String hostVersion) {
        return Distribution.of(spec.distribution()).permissions(spec, hostVersion);
    }

    private static Set<String> asked(RequiredPermissions needed) {
        return Stream.of(needed.required(), needed.optional(), needed.granted())
                .flatMap(List::stream)
                .map(right -> right.toString().replaceAll(" in namespace .*", ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> documented(String file) throws IOException {
        ClusterRole role = Serialization.unmarshal(Files.readString(Path.of("..", "docs", file)), ClusterRole.class);
        return role.getRules().stream()
                .flatMap(rule -> rule.getApiGroups().stream()
                        .flatMap(group -> rule.getResources().stream().flatMap(resource -> rule.getVerbs().stream()
                                .map(verb -> Permission.everywhere(verb, group, resource)))))
                .map(Permission::toString)
                .collect(Collectors.toSet());
    }
}
