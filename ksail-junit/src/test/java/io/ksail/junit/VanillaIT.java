package io.ksail.junit;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.image.ImageSource;
import io.ksail.internal.PodExec;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import io.ksail.spec.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import static org.assertj.core.api.Assertions.assertThat;

/** Kubeadm's cluster of Kind's nodes, in a Docker daemon in a pod, on a real host. */
class VanillaIT {

    private static final String KIND_YAML = """
            kind: Cluster
            apiVersion: kind.x-k8s.io/v1alpha4
            networking: {podSubnet: 10.70.0.0/16}
            featureGates: {InPlacePodVerticalScaling: true}
            kubeadmConfigPatches:
            - |
              kind: KubeletConfiguration
              maxPods: 33
            containerdConfigPatches:
            - |
              [plugins."io.containerd.grpc.v1.cri"]
                max_container_log_line_size = 12345
            nodes:
            - role: control-plane
              extraPortMappings: [{containerPort: 30080, hostPort: 8080}]
            - role: worker
              labels: {example.com/tier: front}
            """;

    private static final String LOADED = "ksail.test/only-loaded:1";

    static Cluster cluster;
    static Docker docker;

    @BeforeAll
    static void create() {
        cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("kubeadm")
                        .distribution(DistributionType.VANILLA)
                        .configFiles(ConfigFiles.NONE.with("kind.yaml", KIND_YAML))
                        .readiness(Readiness.SYSTEM)
                        .build());
        docker = new Docker(cluster.namespace());
    }

    @AfterAll
    static void close() {
        cluster.close();
        TestHost.assertEmpty();
    }

    /** The client beside the daemon. */
    record Docker(String namespace) {
        String run(String... command) {
            PodExec.Outcome outcome = exec().run(command).join();
            assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
            return outcome.out();
        }

        PodExec exec() {
            return new PodExec(TestHost.client(), namespace, namespace + "-docker-0", "docker");
        }
    }

    @Test
    void namespace_context_and_nodes_are_called_as_kinds_and_ksails_are() {
        assertThat(cluster.namespace()).isEqualTo("ksail-kubeadm");
        assertThat(cluster.kubeconfig().context()).isEqualTo("kind-kubeadm");
        assertThat(cluster.kubernetesVersion()).startsWith(TestedVersion.prefix());
        assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
        assertThat(cluster.client().nodes().list().getItems())
                .extracting(node -> node.getMetadata().getName())
                .containsExactlyInAnyOrder("kubeadm-control-plane", "kubeadm-worker");
        assertThat(Clusters.on(TestHost.host()).find("kubeadm"))
                .get()
                .extracting(ClusterInfo::distribution, ClusterInfo::namespace)
                .asString()
                .contains("Vanilla");
    }

    @Test
    void a_process_that_has_only_the_kubeconfig_gets_in_with_tls_verified() throws IOException {
        Path file = file("kubeconfig");
        cluster.kubeconfig().writeTo(file);
        Config config = Config.fromKubeconfig(Files.readString(file));
        assertThat(config.isTrustCerts()).isFalse();
        try (KubernetesClient fresh =
                new KubernetesClientBuilder().withConfig(config).build()) {
            assertThat(fresh.namespaces().withName("default").get()).isNotNull();
        }
    }

    @Test
    void the_certificate_that_is_served_holds_every_name_and_address() throws Exception {
        assertThat(ServedCertificate.of(cluster).getSubjectAlternativeNames().stream()
                        .map(san -> String.valueOf(san.get(1))))
                .containsAll(cluster.exposure().sans())
                .contains("localhost", "kubeadm-control-plane");
    }

    @Test
    void kind_yaml_is_honoured() {
        Node worker = cluster.client().nodes().withName("kubeadm-worker").get();
        assertThat(worker.getMetadata().getLabels()).containsEntry("example.com/tier", "front");
        assertThat(worker.getStatus().getCapacity().get("pods")).hasToString("33");
        assertThat(worker.getSpec().getPodCIDR()).startsWith("10.70.");
        assertThat(docker.run("docker", "exec", "kubeadm-worker", "cat", "/etc/containerd/config.toml"))
                .contains("12345");
        Pod apiServer = cluster.client()
                .pods()
                .inNamespace("kube-system")
                .withName("kube-apiserver-kubeadm-control-plane")
                .get();
        assertThat(apiServer.getSpec().getContainers().get(0).getCommand())
                .contains("--feature-gates=InPlacePodVerticalScaling=true");
        Service ports = TestHost.client()
                .services()
                .inNamespace(cluster.namespace())
                .withName("ksail-kubeadm-ports")
                .get();
        assertThat(ports.getSpec().getPorts()).singleElement().satisfies(port -> assertThat(port.getPort())
                .isEqualTo(8080));
    }

    @Test
    void images_are_loaded_into_every_node_that_lacks_them() throws Exception {
        ImageSource archive = ImageSource.of("docker-archive:" + ImageArchive.withBusyboxOf(TestHost.host(), LOADED));
        assertThat(cluster.loadImages(archive)).isEqualTo(2);
        assertThat(cluster.loadImages(archive)).isZero();
        for (String node : List.of("kubeadm-control-plane", "kubeadm-worker")) {
            Pod ended = ended(new PodBuilder()
                    .withNewMetadata()
                    .withName("loaded-on-" + node)
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName(node)
                    .withRestartPolicy("Never")
                    .addNewContainer()
                    .withName("c")
                    .withImage(LOADED)
                    .withImagePullPolicy("Never")
                    .withCommand("/bin/echo", "hello from " + node)
                    .endContainer()
                    .endSpec()
                    .build());
            assertThat(cluster.client().pods().resource(ended).getLog()).contains("hello from " + node);
        }
    }

    @Test
    void volumes_of_the_default_class_are_made() {
        cluster.client()
                .resource(Serialization.unmarshal("""
                        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "default"},
                         "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Mi"}}}}
                        """, PersistentVolumeClaim.class))
                .create();
        Pod ended = ended(Serialization.unmarshal("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "writes", "namespace": "default"}, "spec": {
                  "restartPolicy": "Never",
                  "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}],
                  "containers": [{"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", "echo kept >/data/f; cat /data/f"],
                    "volumeMounts": [{"name": "data", "mountPath": "/data"}]}]}}
                """, Pod.class));
        assertThat(cluster.client().pods().resource(ended).getLog()).contains("kept");
    }

    @Test
    void pods_on_any_node_call_back() {
        try (Callback callback = cluster.callback(VanillaIT::answer)) {
            Pod ended = ended(new PodBuilder()
                    .withNewMetadata()
                    .withName("calls")
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName("kubeadm-worker")
                    .withRestartPolicy("Never")
                    .addNewContainer()
                    .withName("c")
                    .withImage("busybox:1.36")
                    .withCommand("wget", "-q", "-T", "10", "-O", "-", "--no-check-certificate", callback.url("/"))
                    .endContainer()
                    .endSpec()
                    .build());
            assertThat(cluster.client().pods().resource(ended).getLog()).contains("hello from the test");
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "KSAIL_TESTBED_KIND", matches = ".+")
    void kinds_own_command_line_recognizes_the_cluster() throws IOException {
        try (InputStream kind = Files.newInputStream(Path.of(System.getenv("KSAIL_TESTBED_KIND")))) {
            String size = String.valueOf(Files.size(Path.of(System.getenv("KSAIL_TESTBED_KIND"))));
            docker.exec().feed(kind, "sh", "-c", "head -c $1 >/usr/bin/kind && chmod 755 /usr/bin/kind", "sh", size);
        }
        assertThat(docker.run("kind", "get", "clusters")).isEqualToIgnoringNewLines("kubeadm");
        assertThat(docker.run("kind", "get", "nodes", "--name=kubeadm").lines())
                .containsExactlyInAnyOrder("kubeadm-control-plane", "kubeadm-worker");
        docker.run("kind", "export", "kubeconfig", "--name=kubeadm", "--kubeconfig=/tmp/kubeconfig");
        assertThat(docker.run("cat", "/tmp/kubeconfig")).contains("kind-kubeadm", "6443");
    }

    private static Pod ended(Pod pod) {
        KubernetesClient client = cluster.client();
        Pod created = client.pods().inNamespace("default").resource(pod).create();
        return client.pods().resource(created).waitUntilCondition(VanillaIT::hasEnded, 3, TimeUnit.MINUTES);
    }

    private static boolean hasEnded(Pod pod) {
        return pod != null
                && List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] text = "hello from the test".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, text.length);
        try (var body = exchange.getResponseBody()) {
            body.write(text);
        }
    }

    private static Path file(String name) throws IOException {
        return Files.createTempDirectory("ksail-test").resolve(name);
    }
}
