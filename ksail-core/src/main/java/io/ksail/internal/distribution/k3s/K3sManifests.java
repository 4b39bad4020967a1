package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.ksail.internal.distribution.SecretKubeconfig;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.k3s.K3sPod.Membership;
import io.ksail.spec.RegistryMirrors;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The objects on the host that make up a K3s cluster. */
final class K3sManifests {

    /** Tells the pods of one StatefulSet from those of another that serve the same. */
    private static final String COMPONENT = "app.kubernetes.io/component";

    private final StartRequest request;
    private final Map<String, String> serverLabels;
    private final K3sPod pod;

    K3sManifests(StartRequest request, String image, Map<String, String> serverLabels) {
        this.request = request;
        this.serverLabels = serverLabels;
        this.pod = new K3sPod(request.spec(), image, serverName());
    }

    String firstServerPodName() {
        return serverName() + "-0";
    }

    List<String> otherPodNames() {
        return Stream.concat(
                        podNames(joiningServerName(), request.spec().controlPlanes() - 1),
                        podNames(agentName(), request.spec().workers()))
                .toList();
    }

    private static Stream<String> podNames(String statefulSet, int replicas) {
        return IntStream.range(0, replicas).mapToObj(i -> statefulSet + "-" + i);
    }

    private String agentName() {
        return request.namespace() + "-agent";
    }

    /** Of the first server's StatefulSet and Service, and of the Secret and the ServiceAccount of all nodes. */
    private String serverName() {
        return serverName(request);
    }

    static String serverName(StartRequest request) {
        return request.namespace() + "-server";
    }

    private String joiningServerName() {
        return serverName() + "-joined";
    }

    /** One of its own, so that the pod need not wait until the host has made the namespace's default one. */
    ServiceAccount serviceAccount() {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(serverName())
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }

    Secret secret() {
        SecretBuilder secret = new SecretBuilder()
                .withNewMetadata()
                .withName(serverName())
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .endMetadata()
                .addToStringData(K3sPod.TOKEN_KEY, randomToken())
                .addToStringData(K3sPod.PASSWORD_KEY, randomToken());
        if (request.spec().withoutNodes()) {
            secret.addToStringData(ControlPlanePod.USERS_KEY, ControlPlanePod.USERS);
        }
        RegistryMirrors mirrors = request.spec().mirrors();
        if (!mirrors.isEmpty()) {
            secret.addToStringData(K3sPod.REGISTRIES_KEY, K3sRegistries.yaml(mirrors));
        }
        return secret.build();
    }

    /** A control plane of one node. */
    StatefulSet onlyServer() {
        if (request.spec().withoutNodes()) {
            return nodes(
                    serverName(),
                    1,
                    serverLabels,
                    new ControlPlanePod(pod, request.spec().resources()).running(serverArguments()));
        }
        PodSpec running = lone().map(lone -> pod.running(
                        Stream.concat(serverArguments().stream(), lone.arguments().stream())
                                .toList(),
                        lone))
                .orElseGet(() -> pod.running(serverArguments()));
        return nodes(serverName(), 1, serverLabels, running);
    }

    /** The only node, where it is one that need not wait for others. */
    Optional<LoneNode> lone() {
        return LoneNode.suits(request.spec())
                ? Optional.of(LoneNode.of(request.spec(), firstServerPodName()))
                : Optional.empty();
    }

    /** Where the others find the first server, and only that one, whatever becomes of its pod. */
    Service firstServerService() {
        return serversService(serverName());
    }

    /** Where the first server finds the others, and not itself, when its pod comes anew. */
    Service joiningServersService() {
        return serversService(joiningServerName());
    }

    private Service serversService(String statefulSet) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(statefulSet)
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .endMetadata()
                .withNewSpec()
                .addToSelector(COMPONENT, statefulSet)
                .addNewPort()
                .withName("api")
                .withPort(K3sDistribution.API_PORT)
                .endPort()
                .endSpec()
                .build();
    }

    /**
     * The first of several servers, which begins a cluster of etcd members.
     *
     * @param address that of its own Service
     * @param others that of the Service of the other servers
     */
    StatefulSet firstServer(String address, String others) {
        return nodes(
                serverName(),
                1,
                serverLabels,
                pod.running(serverArguments(address, others), membership("cluster-init: true", others)));
    }

    /**
     * The other servers, which join the first.
     *
     * @param first the address of the first server's Service
     * @param address that of their own Service
     */
    StatefulSet joiningServers(String first, String address) {
        return nodes(
                joiningServerName(),
                request.spec().controlPlanes() - 1,
                serverLabels,
                pod.running(serverArguments(first, address), membership("server: " + url(first), first)));
    }

    /** Each is reached at both addresses, and its certificate has to say so. */
    private List<String> serverArguments(String... addresses) {
        List<String> arguments = serverArguments();
        Stream.of(addresses).map(address -> "--tls-san=" + address).forEach(arguments::add);
        return arguments;
    }

    private Membership membership(String firstStart, String others) {
        return new Membership(firstStart, url(others), SecretKubeconfig.keptIn(request.namespace()));
    }

    /**
     * The workers.
     *
     * @param apiAddress where the host's pods reach the nested API server
     */
    StatefulSet agents(String apiAddress) {
        return nodes(
                agentName(),
                request.spec().workers(),
                K3sDistribution.podLabels(request.spec().name(), "agent"),
                pod.running(Stream.concat(
                                Stream.of("agent", "--server=" + url(apiAddress)),
                                K3sPod.kubeletArguments(request.spec()).stream())
                        .toList()));
    }

    private static String url(String address) {
        return "https://" + address + ":" + K3sDistribution.API_PORT;
    }

    private StatefulSet nodes(String name, int replicas, Map<String, String> selector, PodSpec running) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withPodManagementPolicy("Parallel")
                .withServiceName(request.namespace())
                .withNewSelector()
                .withMatchLabels(selector)
                .addToMatchLabels(COMPONENT, name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(request.labels())
                .addToLabels(selector)
                .addToLabels(COMPONENT, name)
                .endMetadata()
                .withSpec(running)
                .endTemplate()
                .withVolumeClaimTemplates(pod.claims())
                .endSpec()
                .build();
    }

    private List<String> serverArguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("server");
        arguments.add("--cluster-cidr=" + request.spec().networks().pods());
        arguments.add("--service-cidr=" + request.spec().networks().services());
        request.sans().forEach(san -> arguments.add("--tls-san=" + san));
        // Nobody asked for an ingress controller or metrics; both cost seconds and pulls.
        arguments.add("--disable=traefik");
        arguments.add("--disable=metrics-server");
        if (!request.spec().withoutNodes()) {
            arguments.addAll(K3sPod.kubeletArguments(request.spec()));
        }
        arguments.addAll(request.spec().serverArguments());
        return arguments;
    }

    private static String randomToken() {
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return HexFormat.of().formatHex(token);
    }
}
