package io.ksail.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said, and with which exit code, before any host is asked. */
class UsageTest {

    private static final String CONTENT = """
            apiVersion: v1
            kind: Config
            current-context: lines
            clusters:
            - {name: c, cluster: {server: "http://127.0.0.1:1"}}
            - {name: address, cluster: {server: "http://someone:planted-password@127.0.0.1:1"}}
            contexts:
            - {name: lines, context: {cluster: c, user: lines}}
            - {name: address, context: {cluster: address, user: u}}
            users:
            - {name: lines, user: {token: "planted-first\\nplanted-second"}}
            - {name: u, user: {token: planted-token}}
            """;

    @TempDir
    private Path directory;

    /** With stack traces too, and with all that the library logs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster list --host-kubeconfig CONTENT",
                "cluster list --host-kubeconfig BASE64",
                "cluster create --name a --kubeconfig CONTENT",
                "cluster delete a --kubeconfig BASE64",
                "cluster kubeconfig a --merge CONTENT",
                "cluster list --host-kubeconfig FILE",
                "cluster list --host-kubeconfig FILE --host-context address",
                "cluster list --host-kubeconfig FILE --host-context TOKEN",
                "cluster create --name a --timeout TOKEN",
                "cluster create --name a --distribution TOKEN",
                "cluster create --name a --mirror-registry docker.io=ftp://someone:planted-password@example.com",
                "cluster create --name a --node-image https://someone:planted-password@example.com/Image"
            })
    void no_credential_is_said_wherever_it_was_put(String line) throws Exception {
        Path file = Files.writeString(directory.resolve("host.yaml"), CONTENT);
        String base64 = Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8));
        Map<String, String> values = Map.of(
                "CONTENT",
                CONTENT,
                "BASE64",
                base64,
                "FILE",
                file.toString(),
                "TOKEN",
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.planted");
        Run run = Run.of(
                directory,
                Map.of("KSAIL_HOST_CONTEXT", line.contains("--host-context") ? "" : "lines"),
                Stream.concat(
                                Stream.of(line.split(" ")).map(word -> values.getOrDefault(word, word)),
                                Stream.of("--verbose"))
                        .toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.out() + run.err())
                .contains("error: ", "\tat ")
                .doesNotContain("planted", base64, values.get("TOKEN"));
    }

    @Test
    void a_kubeconfig_in_the_environment_is_told_as_what_it_is() {
        Run run = Run.of(directory, Map.of("KSAIL_HOST_KUBECONFIG", CONTENT), "cluster", "list");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("error: The environment variable KSAIL_HOST_KUBECONFIG does not name a kubeconfig file")
                .doesNotContain("planted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --name Big                              | The cluster name 'Big' can't be used
            --name a --distribution K8s             | The option --distribution can't be used
            --name a --provider Docker              | The provider 'Docker' can't be used
            --name a --kubernetes-version latest    | The Kubernetes version 'latest' can't be used
            --name a --node-image Big               | The image 'Big' can't be used
            --name a --control-planes 0             | The number of controlPlanes '0' can't be used
            --name a --workers 1 --without-nodes    | The cluster 'a' can't be made without nodes
            --name a --workers -1                   | The number of workers '-1' can't be used
            --name a --workers many                 | The option --workers 'many' can't be used
            --name a --workers 1e3                  | The option --workers '1e3' can't be used
            --name a --control-planes 99999999999   | The option --control-planes '99999999999' can't be used
            --name a --workers 1 --workers 2        | The option --workers can't be used
            --name a --persistence=maybe            | The option --persistence 'maybe' can't be used
            --name a --timeout 99999999999h         | it is more than 365 days
            --name a --ttl 9000h                    | it is more than 365 days
            --name a --pod-cidr 10.0.0.1/16         | The CIDR '10.0.0.1/16' can't be used
            --name a --service-cidr 10.0.0.0/8      | The CIDR '10.0.0.0/8' can't be used
            --name a --gateway-class-name A         | The GatewayClass name 'A' can't be used
            --name a --storage-size 1Gi             | The option --storage-size can't be used
            --name a --storage-class b              | The option --storage-class can't be used
            --name a --persistence --storage-size x | The quantity 'x' can't be used
            --name a --mirror-registry docker.io    | The registry mirror 'docker.io' can't be used
            --name a --mirror-registry a=http://b:0 | its port is no number from 1 to 65535
            --name a --mirror-registry a=http://m.e]| its host is no name or address
            --name a --chart-repository m.e]xample  | The chart.repository 'm.e]xample' can't be used
            --name a --chart https://m.e]xample     | The chart.name 'https://m.e]xample' can't be used
            --name a --config a\0b                  | The path 'ab' can't be used
            --name a --wait=never                   | The option --wait can't be used
            --name a --timeout soon                 | The option --timeout 'soon' can't be used
            --name a --timeout 0s                   | The option --timeout '0s' can't be used
            --name a --ttl -5m                      | The option --ttl '-5m' can't be used
            --name a -o xml                         | The option --output can't be used
            --name a --config nowhere.yaml          | nowhere.yaml can't be read
            --name a --nme b                        | The option --nme can't be used
            --workers 1                             | The option --name can't be used
            """)
    void a_mistake_is_told_in_one_sentence_with_exit_code_2(String options, String message) {
        Run run = Run.of(
                directory,
                Stream.concat(Stream.of("cluster", "create"), Stream.of(options.split(" +")))
                        .toArray(String[]::new));
        assertThat(run.err()).startsWith("error: ").contains(message).doesNotContain("\tat ", "\u001b");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void an_error_has_its_three_parts() {
        assertThat(Run.of(directory, "cluster", "create", "--name", "a", "--provider", "Docker")
                        .err())
                .isEqualTo("""
                error: The provider 'Docker' can't be used
                  seen: this tool makes clusters on the provider Kubernetes only: as pods on a host cluster
                  do:   leave --provider out, or use the KSail command line tool for other providers
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --nme                              | option --nme       | ksail has no such option           | see: ksail --help
            crate                              | command crate      | ksail has no such command          | see: ksail --help
            delete a                           | command delete     | ksail has no such command          | did you mean 'ksail cluster delete'?
            cluster crate                      | command crate      | ksail cluster has no such command  | did you mean 'create'?
            cluster ls                         | command ls         | ksail cluster has no such command  | see: ksail cluster --help
            completion fish                    | command fish       | ksail completion has no such       | see: ksail completion --help
            cluster create --nme=b             | option --nme       | ksail cluster create has no such   | did you mean '--name'?
            cluster list --kubeconfig f        | option --kubeconfig | ksail cluster list has no such    | did you mean '--host-kubeconfig'?
            cluster list --context=c           | option --context   | ksail cluster list has no such     | did you mean '--host-context'?
            cluster create -x                  | option -x          | ksail cluster create has no such   | see: ksail cluster create --help
            cluster create demo                | argument demo      | takes no argument                  | a name is given by --name
            cluster list demo                  | argument demo      | takes no argument                  | see: ksail cluster list --help
            cluster info a b                   | argument b         | takes no more arguments            | see: ksail cluster info --help
            cluster create --name              | option --name      | its value is missing               | give it: --name NAME
            cluster create --name --workers 2  | option --name      | its value is missing               | give it: --name NAME
            cluster create --name a --workers  | option --workers   | its value is missing               | give it: --workers NUMBER
            cluster delete a --timeout 9000h   | option --timeout '9000h' | it is more than 365 days     | write it like 90s
            cluster delete A_B                 | cluster name 'A_B' | can be called so                   | ksail cluster list
            cluster kubeconfig a --merge b --output-file c | command line | mutually exclusive           | see: ksail cluster kubeconfig --help
            """)
    void what_is_no_command_line_is_told_in_three_parts(String line, String tried, String seen, String remedy) {
        Run run = Run.of(directory, line.split(" +"));
        assertThat(run.err().lines().findFirst()).contains("error: The %s can't be used".formatted(tried));
        assertThat(run.err().lines().filter(text -> text.startsWith("  seen: ")))
                .singleElement()
                .asString()
                .contains(seen);
        assertThat(run.err()).contains("  do:   ").contains(remedy);
        assertThat(run.code()).isEqualTo(2);
    }

    /** All of them: mostly somebody's variable is not set. */
    @Test
    void no_option_and_no_name_may_be_empty() {
        List<List<String>> lines = commands(tree())
                .filter(command -> command.getSubcommands().isEmpty())
                .flatMap(command -> {
                    List<String> line =
                            List.of(command.getCommandSpec().qualifiedName().split(" "));
                    return command.getCommandSpec().args().stream()
                            .filter(arg -> arg.arity().max() > 0)
                            .map(arg -> Stream.concat(
                                            line.stream().skip(1),
                                            Stream.of(
                                                    arg instanceof CommandLine.Model.OptionSpec option
                                                            ? option.longestName() + "="
                                                            : ""))
                                    .toList());
                })
                .toList();
        assertThat(lines).hasSizeGreaterThan(40).allSatisfy(line -> {
            Run run = Run.of(directory, line.toArray(String[]::new));
            assertThat(run.err())
                    .startsWith("error: The option ")
                    .contains("its value is empty", "give it one, or leave it out");
            assertThat(run.code()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "kubeconfig", "delete", "start", "stop"})
    void a_cluster_is_named_or_is_that_of_the_file(String command) {
        Run run = Run.of(directory, "cluster", command);
        assertThat(run.err())
                .contains("The option NAME can't be used", "there is no ksail.yaml that names the cluster");
        assertThat(run.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"start,started", "stop,stopped"})
    void start_and_stop_say_what_to_do_instead_without_asking_a_host(String command, String done) {
        Run run = Run.of(directory, "cluster", command, "any");
        assertThat(run.err())
                .contains("Cluster 'any' can't be " + done)
                .contains("delete the cluster and create it again");
        assertThat(run.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "cluster delete a --all,The option --all can't be used",
        "cluster delete a --no-wait --force,The option --no-wait can't be used",
        "cluster delete a --no-wait --timeout 5s,The option --no-wait can't be used",
        "cluster kubeconfig a --switch-context,The option --switch-context can't be used",
        "cluster kubeconfig a --merge b --output-file c,mutually exclusive",
        "pool fill 0,0 is not from 1 to 99",
        "pool fill many,The option NUMBER 'many' can't be used",
    })
    void options_that_contradict_each_other_are_refused(String line, String message) {
        Run run = Run.of(directory, line.split(" "));
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void a_host_that_is_not_there_is_a_failure_and_says_how_to_name_one() {
        Run run = Run.of(directory, "cluster", "list", "--host-kubeconfig", "nowhere");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("error: The host's kubeconfig ")
                .contains("on the command line: --host-kubeconfig FILE and --host-context NAME");
    }

    @Test
    void validate_shows_every_mistake() throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec:
                  cluster:
                    distribution: K9s
                    provider: Kubernetes
                    workes: 2
                """);
        Run run = Run.of(directory, "config", "validate");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("ksail.yaml:5:", "ksail.yaml:7:", "did you mean 'workers'?");
        assertThat(Run.of(directory, "cluster", "list").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Vanilla | kind.yaml | nodes: [{role: boss}] | kind.yaml can't be used",
                "Vanilla | kind.yaml | a: b: c | line 1, column 5: a ':' that can't be here",
                "Vanilla | kind.yaml | 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{role: boss}]' | no role 'boss'",
                "Talos | talos/cluster/a.yaml | a: [ | The Talos patch talos/cluster/a.yaml can't be used",
                "Talos | talos/other/a.yaml | 'a: b' | it is in none of the folders that are for nodes"
            })
    void validate_reads_what_lies_beside_the_file_as_a_creation_does(
            String distribution, String name, String text, String seen) throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec: {cluster: {distribution: %s, provider: Kubernetes}}
                """.formatted(distribution));
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("\\n", "\n"));
        Run run = Run.of(directory, "config", "validate");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(seen, "  do:   ");
    }

    @Test
    void validate_takes_a_file_that_leaves_its_cluster_unnamed() throws Exception {
        Files.writeString(directory.resolve("other.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec:
                  cluster:
                    distribution: K3s
                    provider: Kubernetes
                """);
        Run run = Run.of(directory, "config", "validate", "other.yaml");
        assertThat(run.code()).isZero();
        assertThat(run.err()).endsWith("other.yaml is valid: a cluster of distribution K3s\n");
        assertThat(Run.of(directory, "cluster", "info", "--config", "other.yaml")
                        .err())
                .contains("metadata.name");
    }

    @Test
    void schema_and_completion_go_to_standard_output() {
        assertThat(Run.of(directory, "config", "schema").out()).startsWith("{").contains("\"$schema\"");
        assertThat(Run.of(directory, "completion", "bash").out()).contains("function _complete_ksail()");
        assertThat(Run.of(directory, "completion", "zsh").out()).contains("bashcompinit");
    }

    @Test
    void every_command_has_help_with_a_description() {
        commands(tree()).forEach(command -> {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandSpec().qualifiedName())
                    .isNotEmpty();
            assertThat(command.getCommandSpec().options())
                    .as(command.getCommandSpec().qualifiedName())
                    .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
            List<String> line = List.of((command.getCommandSpec().qualifiedName() + " --help").split(" "));
            Run run = Run.of(directory, line.subList(1, line.size()).toArray(String[]::new));
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .startsWith("Usage: " + command.getCommandSpec().qualifiedName());
        });
    }

    @Test
    void a_command_that_only_holds_others_shows_them() {
        assertThat(Run.of(directory, "cluster").out()).contains("create", "delete", "kubeconfig");
        assertThat(Run.of(directory).code()).isZero();
    }

    @Test
    void stack_traces_are_for_those_who_ask_for_them() {
        String[] line = {"cluster", "create", "--name", "Big"};
        assertThat(Run.of(directory, line).err()).doesNotContain("\tat ");
        assertThat(Run.of(directory, Map.of("KSAIL_DEBUG", "1"), line).err()).contains("\tat io.ksail.");
        assertThat(Run.of(directory, "cluster", "create", "--name", "Big", "-v").err())
                .contains("\tat io.ksail.");
    }

    private CommandLine tree() {
        return CommandTree.of(new Session(
                new Console(System.out, System.err, Terminals.NONE),
                new Environment(name -> null, directory, directory),
                new Interruption(Thread.currentThread())));
    }

    private static Stream<CommandLine> commands(CommandLine root) {
        return Stream.concat(
                Stream.of(root), root.getSubcommands().values().stream().flatMap(UsageTest::commands));
    }
}
