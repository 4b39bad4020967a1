package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.internal.host.HostNetwork;
import io.ksail.internal.host.HostNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a real host says about its networks, and what it is taken to use where it does not say. */
class HostNetworksIT {

    private static final KubernetesClient CLIENT = TestHost.client();

    private final HostUsers users = new HostUsers();
    private final Deque<HasMetadata> made = new ArrayDeque<>();

    @AfterEach
    void nothing_is_left() {
        users.close();
        made.forEach(object -> CLIENT.resource(object).delete());
        TestHost.assertEmpty();
    }

    @Test
    void nodes_and_service_cidrs_say_all_of_it() {
        assertThat(HostNetworks.of(TestHost.host()))
                .anyMatch(network -> network.toString()
                        .matches("the host's pod network 10\\.42\\.0\\.0/24 \\(node \\S+, spec\\.podCIDR\\)"))
                .anyMatch(
                        network -> network.toString()
                                .matches(
                                        "the host's service network 10\\.43\\.0\\.0/16 \\(node \\S+, k3s\\.io/node-args without --service-cidr\\)"))
                .anyMatch(network ->
                        network.toString().matches("the host's node address [0-9.]+/32 \\(node \\S+, InternalIP\\)"))
                .noneMatch(network -> network.source().contains("usual"));
    }

    @Test
    void a_range_that_only_the_network_plugin_knows_is_refused_and_named() throws Exception {
        make(CLIENT.load(stream("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: ippools.crd.projectcalico.org}
                spec:
                  group: crd.projectcalico.org
                  names: {kind: IPPool, listKind: IPPoolList, plural: ippools, singular: ippool}
                  scope: Cluster
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """)).items().get(0));
        await("discovery of the kind")
                .atMost(TestHost.PATIENCE)
                .until(() -> CLIENT.getApiResources("crd.projectcalico.org/v1") != null);
        make(CLIENT.load(stream("""
                apiVersion: crd.projectcalico.org/v1
                kind: IPPool
                metadata: {name: default-ipv4-ippool}
                spec: {cidr: 172.19.0.0/16}
                """)).items().get(0));
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(ClusterSpec.named("overlaps")
                                .podCidr("172.19.64.0/18")
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "nested cluster CIDR overlaps: podCidr 172.19.64.0/18 overlaps the host's pod network"
                                + " 172.19.0.0/16 (IPPool default-ipv4-ippool, spec.cidr)");
    }

    /** Asked as somebody who may not list nodes, and so does not see that this host is K3s and has none of them. */
    @Test
    void configurations_of_kubeadm_and_of_network_plugins() {
        configMap("kube-system", "kubeadm-config", "ClusterConfiguration", """
                networking: {podSubnet: "10.7.0.0/16,fd00:7::/56", serviceSubnet: 10.8.0.0/16}
                """);
        configMap("kube-system", "kube-proxy", "config.conf", "clusterCIDR: 10.9.0.0/16\n");
        make(new NamespaceBuilder()
                .withNewMetadata()
                .withName("kube-flannel")
                .endMetadata()
                .build());
        configMap("kube-flannel", "kube-flannel-cfg", "net-conf.json", "{\"Network\": \"10.12.0.0/16\"}");
        String token = users.token(
                "config-maps",
                List.of(new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("get")
                        .build()));
        try (Host host = HostUsers.as(token)) {
            assertThat(HostNetworks.of(host))
                    .extracting(network -> network.cidr().value())
                    .containsExactly("10.7.0.0/16", "fd00:7::/56", "10.8.0.0/16", "10.9.0.0/16", "10.12.0.0/16");
        }
    }

    @Test
    void the_api_server_names_its_services_range_where_service_cidrs_are_not_to_be_read() {
        String token = users.token(
                "services-only",
                List.of(new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("services")
                        .withVerbs("create")
                        .build()));
        try (Host host = HostUsers.as(token)) {
            assertThat(HostNetworks.of(host))
                    .extracting(HostNetwork::toString)
                    .containsExactly(
                            "the host's service network 10.43.0.0/16 (API server, when asked for a Service)",
                            "the host's pod network 10.244.0.0/16 (usual range; the host does not say)",
                            "the host's pod network 10.42.0.0/16 (usual range; the host does not say)");
        }
    }

    @Test
    void the_usual_ranges_where_nothing_is_to_be_read() {
        try (Host host = HostUsers.as(users.token("nothing-at-all"))) {
            assertThat(HostNetworks.of(host)).hasSize(4).allMatch(network -> network.source()
                    .equals("usual range; the host does not say"));
        }
    }

    private void configMap(String namespace, String name, String key, String value) {
        make(new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToData(key, value)
                .build());
    }

    private void make(HasMetadata object) {
        made.push(CLIENT.resource(object).create());
    }

    private static ByteArrayInputStream stream(String yaml) {
        return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
