package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class K3sManifestsTest {

    private static final KubernetesClient NEVER_ASKED = new KubernetesClientBuilder().build();
    private static final List<String> SANS = List.of("10.0.0.1", "localhost");

    @Test
    void every_name_and_address_is_in_the_servers_certificate() {
        assertThat(server(RegistryMirrors.none()).getArgs())
                .startsWith("server")
                .contains("--tls-san=10.0.0.1", "--tls-san=localhost");
    }

    @Test
    void networks_and_resources_are_those_that_were_asked_for() {
        ClusterSpec spec = ClusterSpec.named("demo")
                .mirrors(RegistryMirrors.none())
                .networks(new ClusterNetworks(
                        Optional.of(Cidrs.parse("10.100.0.0/16")), Optional.of(Cidrs.parse("10.101.0.0/16"))))
                .resources(NodeResources.DEFAULT.withRequest(ComputeResource.MEMORY, new ResourceQuantity("512Mi")))
                .build();
        Container server = manifests(spec)
                .onlyServer()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        assertThat(server.getArgs()).contains("--cluster-cidr=10.100.0.0/16", "--service-cidr=10.101.0.0/16");
        assertThat(server.getResources().getRequests().get("memory")).hasToString("512Mi");
    }

    @Test
    void the_token_is_in_a_secret_and_never_in_the_pod() {
        K3sManifests manifests = manifests(RegistryMirrors.none());
        String token = manifests.secret().getStringData().get("token");
        assertThat(token).hasSize(32);
        assertThat(manifests.onlyServer().toString()).doesNotContain(token);
        assertThat(server(RegistryMirrors.none())
                        .getEnv()
                        .get(0)
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo(manifests.secret().getMetadata().getName());
    }

    @Test
    void the_node_has_no_credentials_of_the_host() {
        StatefulSet statefulSet = manifests(RegistryMirrors.none()).onlyServer();
        assertThat(statefulSet.getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void mirrors_become_registries_yaml() {
        K3sManifests manifests = manifests(RegistryMirrors.parse("docker.io=http://10.0.0.9:5000"));
        assertThat(manifests.secret().getStringData().get("registries.yaml"))
                .contains("mirrors:", "docker.io:", "endpoint:", "http://10.0.0.9:5000");
        assertThat(manifests
                        .onlyServer()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/etc/rancher/k3s/registries.yaml"));
    }

    @Test
    void every_object_says_whose_it_is() {
        K3sManifests manifests = manifests(RegistryMirrors.none());
        assertThat(List.of(manifests.secret(), manifests.serviceAccount(), manifests.onlyServer()))
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getLabels()).containsEntry("ksail.io/managed-by", "ksail"));
    }

    @Test
    void control_groups_of_version_1_are_allowed_where_the_kubelet_refuses_them_and_knows_of_it() {
        String allowed = "--kubelet-arg=fail-cgroupv1=false";
        assertThat(arguments(manifests(ClusterSpec.named("demo").build()).onlyServer()))
                .contains(allowed);
        assertThat(arguments(manifests(ClusterSpec.named("demo").build()).agents("10.43.0.9")))
                .contains(allowed);
        assertThat(arguments(manifests(ClusterSpec.named("demo")
                                .kubernetesVersion("1.34.11")
                                .build())
                        .onlyServer()))
                .doesNotContain(allowed);
        assertThat(arguments(
                        manifests(ClusterSpec.named("demo").nodeImage("own:1").build())
                                .onlyServer()))
                .doesNotContain(allowed);
    }

    @Test
    void several_control_planes_are_one_that_begins_and_others_that_join_it() {
        K3sManifests manifests =
                manifests(ClusterSpec.named("demo").controlPlanes(3).workers(1).build());
        assertThat(manifests.firstServerService().getSpec().getSelector())
                .containsEntry("app.kubernetes.io/component", "k3k-demo-server");
        assertThat(manifests.joiningServersService().getSpec().getSelector())
                .containsEntry("app.kubernetes.io/component", "k3k-demo-server-joined");
        StatefulSet first = manifests.firstServer("10.43.0.9", "10.43.0.8");
        StatefulSet joining = manifests.joiningServers("10.43.0.9", "10.43.0.8");
        assertThat(arguments(first)).contains("--tls-san=10.43.0.9");
        assertThat(settled(first))
                .containsEntry("FIRST_START", "cluster-init: true")
                .containsEntry("OTHERS", "https://10.43.0.8:6443");
        assertThat(arguments(joining)).contains("--tls-san=10.0.0.1", "--tls-san=10.43.0.8");
        assertThat(settled(joining))
                .containsEntry("FIRST_START", "server: https://10.43.0.9:6443")
                .containsEntry("OTHERS", "https://10.43.0.9:6443");
        assertThat(joining.getSpec().getReplicas()).isEqualTo(2);
        assertThat(manifests.otherPodNames())
                .containsExactly("k3k-demo-server-joined-0", "k3k-demo-server-joined-1", "k3k-demo-agent-0");
        assertThat(manifests.onlyServer().getSpec().getTemplate().getSpec().getInitContainers())
                .isEmpty();
    }

    @Test
    void a_kubeconfig_that_is_kept_tells_a_server_that_there_is_a_cluster() {
        assertThat(manifests(ClusterSpec.named("demo").controlPlanes(3).build())
                        .firstServer("10.43.0.9", "10.43.0.8")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes())
                .anySatisfy(volume -> {
                    assertThat(volume.getSecret()).isNotNull();
                    assertThat(volume.getSecret().getSecretName()).isEqualTo("k3k-demo-kubeconfig");
                    assertThat(volume.getSecret().getOptional()).isTrue();
                });
    }

    private static Map<String, String> settled(StatefulSet servers) {
        return servers.getSpec().getTemplate().getSpec().getInitContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void several_control_planes_are_not_kept_on_volumes_and_it_says_why() {
        assertThatThrownBy(() -> new K3sDistribution()
                        .resolve(ClusterSpec.named("demo")
                                .controlPlanes(3)
                                .persistence(Persistence.EPHEMERAL.withEnabled(true))
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The K3s cluster 'demo' can't keep 3 control planes on volumes");
    }

    private static List<String> arguments(StatefulSet nodes) {
        return nodes.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs();
    }

    @Test
    void a_control_plane_alone_keeps_to_what_is_called_restricted() {
        PodSpec pod = manifests(ClusterSpec.named("demo").withoutNodes(true).build())
                .onlyServer()
                .getSpec()
                .getTemplate()
                .getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getVolumes()).allMatch(volume -> volume.getEmptyDir() != null || volume.getSecret() != null);
        Container server = pod.getContainers().get(0);
        assertThat(server.getSecurityContext().getPrivileged()).isNull();
        assertThat(server.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(server.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(server.getArgs())
                .startsWith("server")
                .contains("--disable-agent")
                .noneMatch(argument -> argument.startsWith("--kubelet-arg"));
        assertThat(server.getResources().getLimits().get("memory")).hasToString("1Gi");
    }

    @Test
    void a_control_plane_alone_gets_the_resources_that_were_asked_for() {
        ClusterSpec spec = ClusterSpec.named("demo")
                .withoutNodes(true)
                .resources(NodeResources.DEFAULT.withLimit(ComputeResource.MEMORY, new ResourceQuantity("2Gi")))
                .build();
        ResourceRequirements resources = manifests(spec)
                .onlyServer()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources();
        assertThat(resources.getLimits().get("memory")).hasToString("2Gi");
        assertThat(resources.getRequests()).isEmpty();
    }

    private static Container server(RegistryMirrors mirrors) {
        return manifests(mirrors)
                .onlyServer()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }

    private static K3sManifests manifests(RegistryMirrors mirrors) {
        return manifests(ClusterSpec.named("demo").mirrors(mirrors).build());
    }

    private static K3sManifests manifests(ClusterSpec spec) {
        return new K3sManifests(
                new StartRequest(
                        NEVER_ASKED, spec, spec.namespace(), Map.of("ksail.io/managed-by", "ksail"), SANS, List.of()),
                "rancher/k3s:v1.36.4-k3s1",
                Map.of("cluster", "demo", "role", "server"));
    }
}
