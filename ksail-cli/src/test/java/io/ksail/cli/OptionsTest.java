package io.ksail.cli;

import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** Options beat the environment, which beats ksail.yaml. */
class OptionsTest {

    private static final Path HERE = Path.of("/here");
    private static final Path HOME = Path.of("/home/me");

    private static final ClusterSpec FROM_FILE = ClusterSpec.named("file")
            .kubernetesVersion("1.33.1")
            .nodeImage("file/image:1")
            .workers(1)
            .podCidr("10.1.0.0/16")
            .serviceCidr("10.2.0.0/16")
            .gatewayClassName("file")
            .persistence(new Persistence(true, Optional.of("file"), new ResourceQuantity("1Gi")))
            .readiness(Readiness.API)
            .readyTimeout(Duration.ofMinutes(1))
            .lease(Duration.ofMinutes(2))
            .mirrors(new RegistryMirrors(Map.of("ghcr.io", URI.create("http://file"))))
            .build();

    private static final KsailConfig FILE = KsailConfig.of(FROM_FILE)
            .withHostKubeconfig(Path.of("/file/host"))
            .withHostContext("file-host")
            .withKubeconfig(Path.of("/file/config"));

    @Test
    void without_an_option_all_is_as_the_file_says() {
        assertThat(spec(Map.of())).isEqualTo(FROM_FILE);
    }

    @Test
    void every_option_beats_its_field() {
        ClusterSpec spec = spec(
                Map.of(),
                "--name=a",
                "--distribution=talos",
                "--provider=kubernetes",
                "--kubernetes-version=1.36.4",
                "--node-image=b/c:2",
                "--control-planes=3",
                "--workers=2",
                "--pod-cidr=10.3.0.0/16",
                "--service-cidr=10.4.0.0/16",
                "--gateway-class-name=d",
                "--exposure=nodeport",
                "--persistence",
                "--storage-class=e",
                "--storage-size=2Gi",
                "--mirror-registry=docker.io=http://f",
                "--mirror-registry=ghcr.io=http://g",
                "--wait=SYSTEM",
                "--timeout=5m",
                "--ttl=1h");
        assertThat(spec)
                .isEqualTo(ClusterSpec.named("a")
                        .distribution(DistributionType.TALOS)
                        .kubernetesVersion("1.36.4")
                        .nodeImage("b/c:2")
                        .controlPlanes(3)
                        .workers(2)
                        .podCidr("10.3.0.0/16")
                        .serviceCidr("10.4.0.0/16")
                        .gatewayClassName("d")
                        .exposure(ExposureType.NODE_PORT)
                        .persistence(new Persistence(true, Optional.of("e"), new ResourceQuantity("2Gi")))
                        .mirrors(new RegistryMirrors(
                                Map.of("docker.io", URI.create("http://f"), "ghcr.io", URI.create("http://g"))))
                        .readiness(Readiness.SYSTEM)
                        .readyTimeout(Duration.ofMinutes(5))
                        .lease(Duration.ofHours(1))
                        .build());
    }

    @Test
    void wait_without_a_stage_waits_until_the_cluster_is_usable() {
        assertThat(spec(Map.of(), "--wait").readiness()).isEqualTo(Readiness.USABLE);
    }

    @Test
    void persistence_of_the_file_can_be_taken_back() {
        assertThat(spec(Map.of(), "--no-persistence").persistence().enabled()).isFalse();
    }

    @Test
    void the_ready_timeout_of_the_environment_is_between_option_and_file() {
        Map<String, String> environment = Map.of("KSAIL_NESTED_READY_TIMEOUT", "7m");
        assertThat(spec(environment).readyTimeout()).isEqualTo(Duration.ofMinutes(7));
        assertThat(spec(environment, "--timeout=8m").readyTimeout()).isEqualTo(Duration.ofMinutes(8));
    }

    @Test
    void the_host_is_that_of_option_then_environment_then_file() {
        Map<String, String> environment =
                Map.of("KSAIL_HOST_KUBECONFIG", "/env/host", "KSAIL_HOST_CONTEXT", "env-host");
        assertThat(host(Map.of())).hasToString("kubeconfig kubeconfig=/file/host context=file-host");
        assertThat(host(environment)).hasToString("kubeconfig kubeconfig=/env/host context=env-host");
        assertThat(host(environment, "--host-kubeconfig=~/x", "--host-context=c"))
                .hasToString("kubeconfig kubeconfig=/home/me/x context=c");
    }

    @Test
    void the_kubeconfig_is_that_of_option_then_file_then_the_users_own() {
        assertThat(target(Optional.of(FILE), "--kubeconfig=x")).isEqualTo(HERE.resolve("x"));
        assertThat(target(Optional.of(FILE))).isEqualTo(Path.of("/file/config"));
        assertThat(target(Optional.empty())).isEqualTo(HOME.resolve(".kube/config"));
    }

    private static ClusterSpec spec(Map<String, String> environment, String... arguments) {
        ClusterOptions options = new ClusterOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", mixin(options)))
                .parseArgs(arguments);
        return options.spec(Optional.of(FILE), environment(environment));
    }

    private static HostRequest host(Map<String, String> environment, String... arguments) {
        HostOptions options = new HostOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", mixin(options)))
                .parseArgs(arguments);
        return options.request(Optional.of(FILE), environment(environment));
    }

    private static Path target(Optional<KsailConfig> file, String... arguments) {
        KubeconfigOptions options = new KubeconfigOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", mixin(options)))
                .parseArgs(arguments);
        return options.target(file, environment(Map.of())).path();
    }

    private static CommandLine.Model.CommandSpec mixin(Object options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }

    private static Environment environment(Map<String, String> environment) {
        return new Environment(environment::get, HERE, HOME);
    }
}
