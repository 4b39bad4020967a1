package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.host.HostNetworks.ConfigMapNetworks;
import io.ksail.internal.host.HostNetworks.ResourceNetworks;
import io.ksail.internal.host.HostNetworks.ServiceRange;
import io.ksail.internal.host.HostNetworks.UsualNetworks;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads objects of the shape in which real hosts have them. */
class HostNetworksTest {

    @Test
    void a_node_of_two_families() {
        assertThat(NodeNetworks.of(List.of(node("""
                metadata: {name: n1}
                spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24, "fd00:10:244:1::/64"]}
                status:
                  addresses:
                  - {type: InternalIP, address: 192.168.1.5}
                  - {type: InternalIP, address: "fd00::5"}
                  - {type: Hostname, address: n1}
                """))))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's pod network 10.244.1.0/24 (node n1, spec.podCIDR)",
                        "the host's pod network fd00:10:244:1::/64 (node n1, spec.podCIDR)",
                        "the host's node address 192.168.1.5/32 (node n1, InternalIP)",
                        "the host's node address fd00::5/128 (node n1, InternalIP)");
    }

    @Test
    void a_node_that_says_nothing() {
        assertThat(NodeNetworks.of(List.of(node("metadata: {name: n1}\nspec: {}\n"))))
                .isEmpty();
    }

    @Test
    void a_k3s_server_with_networks_of_its_own_in_either_form_of_flag() {
        assertThat(NodeNetworks.of(List.of(node("""
                metadata:
                  name: n1
                  annotations:
                    k3s.io/node-args: '["server","--cluster-cidr","10.52.0.0/16,fd00:52::/56","--service-cidr=10.53.0.0/16"]'
                spec: {podCIDR: 10.52.0.0/24}
                """))))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's pod network 10.52.0.0/24 (node n1, spec.podCIDR)",
                        "the host's pod network 10.52.0.0/16 (node n1, k3s.io/node-args --cluster-cidr)",
                        "the host's pod network fd00:52::/56 (node n1, k3s.io/node-args --cluster-cidr)",
                        "the host's service network 10.53.0.0/16 (node n1, k3s.io/node-args --service-cidr)");
    }

    @Test
    void a_k3s_server_has_defaults_and_an_agent_has_none() {
        assertThat(NodeNetworks.of(List.of(node("""
                metadata: {name: n1, annotations: {k3s.io/node-args: '["server","--disable","traefik"]'}}
                spec: {}
                """), node("""
                metadata: {name: n2, annotations: {k3s.io/node-args: '["agent"]'}}
                spec: {}
                """), node("""
                metadata: {name: n3, annotations: {rke2.io/node-args: 'nonsense'}}
                spec: {}
                """))))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's pod network 10.42.0.0/16 (node n1, k3s.io/node-args without --cluster-cidr)",
                        "the host's service network 10.43.0.0/16 (node n1, k3s.io/node-args without --service-cidr)");
    }

    @Test
    void k3s_is_known_by_its_label() {
        Node k3s = node("metadata: {name: n1, labels: {node.kubernetes.io/instance-type: k3s}}");
        Node other = node("metadata: {name: n2}");
        assertThat(NodeNetworks.areOfK3s(List.of(k3s))).isTrue();
        assertThat(NodeNetworks.areOfK3s(List.of(k3s, other))).isFalse();
        assertThat(NodeNetworks.areOfK3s(List.of())).isFalse();
    }

    @Test
    void kubeadm() {
        assertThat(ConfigMapNetworks.kubeadm(configMap("""
                metadata: {name: kubeadm-config, namespace: kube-system}
                data:
                  ClusterConfiguration: |
                    apiServer:
                      extraArgs:
                      - {name: authorization-mode, value: "Node,RBAC"}
                    apiVersion: kubeadm.k8s.io/v1beta4
                    kind: ClusterConfiguration
                    kubernetesVersion: v1.34.0
                    networking:
                      dnsDomain: cluster.local
                      podSubnet: 10.244.0.0/16,fd00:10:244::/56
                      serviceSubnet: 10.96.0.0/16,fd00:10:96::/112
                """)))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's pod network 10.244.0.0/16 (ConfigMap kube-system/kubeadm-config,"
                                + " ClusterConfiguration podSubnet)",
                        "the host's pod network fd00:10:244::/56 (ConfigMap kube-system/kubeadm-config,"
                                + " ClusterConfiguration podSubnet)",
                        "the host's service network 10.96.0.0/16 (ConfigMap kube-system/kubeadm-config,"
                                + " ClusterConfiguration serviceSubnet)",
                        "the host's service network fd00:10:96::/112 (ConfigMap kube-system/kubeadm-config,"
                                + " ClusterConfiguration serviceSubnet)");
    }

    @Test
    void kubeadm_without_a_pod_subnet() {
        assertThat(ConfigMapNetworks.kubeadm(configMap("""
                metadata: {name: kubeadm-config, namespace: kube-system}
                data: {ClusterConfiguration: "networking: {serviceSubnet: 10.96.0.0/12}"}
                """)))
                .extracting(HostNetwork::use)
                .containsExactly("service network");
    }

    @Test
    void kube_proxy() {
        assertThat(ConfigMapNetworks.kubeProxy(configMap("""
                metadata: {name: kube-proxy, namespace: kube-system}
                data:
                  config.conf: |
                    apiVersion: kubeproxy.config.k8s.io/v1alpha1
                    clusterCIDR: 10.244.0.0/16
                    kind: KubeProxyConfiguration
                    mode: ""
                  kubeconfig.conf: |
                    apiVersion: v1
                """)))
                .extracting(network -> network.cidr().value())
                .containsExactly("10.244.0.0/16");
        assertThat(ConfigMapNetworks.kubeProxy(configMap("""
                metadata: {name: kube-proxy, namespace: kube-system}
                data: {config.conf: "clusterCIDR: ''"}
                """))).isEmpty();
    }

    @Test
    void flannel() {
        assertThat(ConfigMapNetworks.flannel(configMap("""
                metadata: {name: kube-flannel-cfg, namespace: kube-flannel}
                data:
                  cni-conf.json: '{"name": "cbr0"}'
                  net-conf.json: |
                    {
                      "Network": "10.244.0.0/16",
                      "EnableIPv6": true,
                      "IPv6Network": "2001:cafe:42::/56",
                      "EnableNFTables": false,
                      "Backend": {"Type": "vxlan"}
                    }
                """)))
                .extracting(network -> network.cidr().value())
                .containsExactly("10.244.0.0/16", "2001:cafe:42::/56");
    }

    @Test
    void cilium_of_several_pools() {
        assertThat(ConfigMapNetworks.cilium(configMap("""
                metadata: {name: cilium-config, namespace: kube-system}
                data:
                  ipam: cluster-pool
                  cluster-pool-ipv4-cidr: "10.0.0.0/8 172.30.0.0/16"
                  cluster-pool-ipv6-cidr: "fd00::/104"
                """)))
                .extracting(network -> network.cidr().value())
                .containsExactly("10.0.0.0/8", "172.30.0.0/16", "fd00::/104");
    }

    @Test
    void cilium_node() {
        assertThat(ResourceNetworks.ciliumNode(resource("""
                apiVersion: cilium.io/v2
                kind: CiliumNode
                metadata: {name: n1}
                spec: {ipam: {podCIDRs: [10.0.1.0/24, "fd00::100/120"]}}
                """)))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's pod network 10.0.1.0/24 (CiliumNode n1, spec.ipam.podCIDRs)",
                        "the host's pod network fd00::100/120 (CiliumNode n1, spec.ipam.podCIDRs)");
    }

    @Test
    void calico() {
        assertThat(ResourceNetworks.calicoPool(resource("""
                apiVersion: crd.projectcalico.org/v1
                kind: IPPool
                metadata: {name: default-ipv4-ippool}
                spec: {allowedUses: [Workload, Tunnel], blockSize: 26, cidr: 192.168.0.0/16, ipipMode: Always}
                """)))
                .extracting(HostNetwork::toString)
                .containsExactly("the host's pod network 192.168.0.0/16 (IPPool default-ipv4-ippool, spec.cidr)");
    }

    @Test
    void service_cidr() {
        assertThat(ResourceNetworks.serviceCidr(resource("""
                apiVersion: networking.k8s.io/v1
                kind: ServiceCIDR
                metadata: {name: kubernetes}
                spec: {cidrs: [10.96.0.0/16, "fd00:10:96::/112"]}
                """)))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's service network 10.96.0.0/16 (ServiceCIDR kubernetes)",
                        "the host's service network fd00:10:96::/112 (ServiceCIDR kubernetes)");
    }

    @Test
    void the_api_servers_refusal_names_its_range() {
        assertThat(ServiceRange.named("""
                Failure executing: POST at: https://host/api/v1/namespaces/default/services. Message: Service "x" is \
                invalid: spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided IP \
                (192.0.2.1) is not in the valid range. The range of valid IPs is 10.43.0.0/16. Received status: Status(\
                """))
                .extracting(network -> network.cidr().value())
                .containsExactly("10.43.0.0/16");
        assertThat(ServiceRange.named("... The range of valid IPs is fd00:10:96::/112"))
                .extracting(network -> network.cidr().value())
                .containsExactly("fd00:10:96::/112");
        assertThat(ServiceRange.named("spec.clusterIPs[0]: Invalid value: IPv6 is not configured on this cluster"))
                .isEmpty();
    }

    @Test
    void what_a_host_does_not_say_is_taken_to_be_as_usual() {
        List<HostNetwork> pods = HostNetwork.in("10.7.0.0/16", HostNetwork.PODS, "somebody");
        assertThat(UsualNetworks.insteadOf(pods))
                .extracting(HostNetwork::toString)
                .containsExactly(
                        "the host's service network 10.96.0.0/12 (usual range; the host does not say)",
                        "the host's service network 10.43.0.0/16 (usual range; the host does not say)");
        assertThat(UsualNetworks.insteadOf(HostNetwork.ofAddress("10.1.2.3", HostNetwork.NODES, "node n1")))
                .extracting(network -> network.cidr().value())
                .containsExactly("10.244.0.0/16", "10.42.0.0/16", "10.96.0.0/12", "10.43.0.0/16");
    }

    private static Node node(String yaml) {
        return Serialization.unmarshal(yaml, Node.class);
    }

    private static ConfigMap configMap(String yaml) {
        return Serialization.unmarshal(yaml, ConfigMap.class);
    }

    private static GenericKubernetesResource resource(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }
}
