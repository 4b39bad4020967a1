package io.ksail.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ksail.cli.KsailProcess.Result;
import io.ksail.spec.RegistryMirrors;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The real jar as processes, on a machine that has a Docker engine and no cluster. */
class OnlyDockerIT {

    @TempDir
    private Path home;

    private String mirrors;

    /** So that nobody else on this machine has a host of these settings. */
    @BeforeEach
    void settingsOfItsOwn() {
        mirrors =
                RegistryMirrors.fromEnvironment()
                        .with(UUID.randomUUID() + ".test", "http://127.0.0.1:1")
                        .endpoints()
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    @AfterEach
    void leave_nothing() throws Exception {
        String name = hostOfCluster("demo");
        if (!name.isEmpty()) {
            ksail("host", "down", name, "--force");
        }
    }

    @Test
    void a_cluster_is_created_on_an_embedded_host_which_stays_as_long_as_the_cluster_does() throws Exception {
        assertThat(ksail("cluster", "list").succeeded().err()).contains("no embedded host runs");
        assertThat(ksail("cluster", "info", "demo").failedWith(3).err()).contains("no embedded host runs");
        assertThat(ksail("cluster", "delete", "demo").succeeded().err()).contains("no embedded host runs");

        assertThat(ksail("cluster", "create", "--name", "demo", "--wait=api")
                        .succeeded()
                        .err())
                .contains("host: embedded K3s in Docker, as no host is named (");
        assertThat(json(ksail("cluster", "list", "-o", "json").succeeded()).findValuesAsText("name"))
                .containsExactly("demo");

        String name = hostOfCluster("demo");
        assertThat(ksail("host", "down", name).failedWith(1).err())
                .contains("The embedded host " + name + " is not ended", "clusters on it: demo", "--force");

        assertThat(ksail("host", "up", "--keep-for", "2h").succeeded().err())
                .contains("the embedded host is up: Kubernetes v", "for 120 min from now on");
        ksail("cluster", "delete", "demo").succeeded();
        JsonNode host = host(name);
        assertThat(host.get("clusters")).isEmpty();
        assertThat(host.get("keptFor").asText()).isEqualTo("1h");

        assertThat(ksail("host", "down", name).succeeded().err()).contains("the embedded host " + name + " is ended");
        assertThat(ksail("cluster", "list").succeeded().err()).contains("no embedded host runs");
        assertThat(ksail("host", "down", name).succeeded().err()).contains("nothing to end");
    }

    @Test
    void both_kinds_of_host_at_once_are_refused() throws Exception {
        assertThat(ksail("cluster", "list", "--host", "embedded", "--host-context", "x")
                        .failedWith(2)
                        .err())
                .contains("The option --host-context can't be used", "--host embedded means another host");
        assertThat(ksail("cluster", "list", "--host", "dockerised")
                        .failedWith(2)
                        .err())
                .contains("there is no 'dockerised'", "use one of: auto, embedded, kubeconfig");
    }

    private Result ksail(String... arguments) throws Exception {
        return KsailProcess.runWithoutHost(home, mirrors, arguments);
    }

    private String hostOfCluster(String cluster) throws Exception {
        for (JsonNode host : json(ksail("host", "status", "-o", "json").succeeded())) {
            if (host.get("clusters").toString().contains('"' + cluster + '"')) {
                return host.get("name").asText();
            }
        }
        return "";
    }

    private JsonNode host(String name) throws Exception {
        for (JsonNode host : json(ksail("host", "status", "-o", "json").succeeded())) {
            if (name.equals(host.get("name").asText())) {
                return host;
            }
        }
        throw new AssertionError("there is no host " + name);
    }

    private static JsonNode json(Result result) throws Exception {
        return new ObjectMapper().readTree(result.out());
    }
}
