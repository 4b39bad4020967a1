package io.ksail.distribution.k3s;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.ksail.distribution.StartRequest;
import io.ksail.spec.RegistryMirrors;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The objects on the host that make up a K3s cluster. */
final class K3sManifests {

    private final StartRequest request;
    private final Map<String, String> serverLabels;
    private final K3sPod pod;

    K3sManifests(StartRequest request, String image, Map<String, String> serverLabels) {
        this.request = request;
        this.serverLabels = serverLabels;
        this.pod = new K3sPod(request.spec(), image, serverName());
    }

    String serverPodName() {
        return serverName() + "-0";
    }

    List<String> agentPodNames() {
        return IntStream.range(0, request.spec().workers())
                .mapToObj(i -> agentName() + "-" + i)
                .toList();
    }

    private String agentName() {
        return request.namespace() + "-agent";
    }

    /** Of the servers' StatefulSet, and of the Secret and the ServiceAccount of all nodes. */
    private String serverName() {
        return request.namespace() + "-server";
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
        RegistryMirrors mirrors = request.spec().mirrors();
        if (!mirrors.isEmpty()) {
            secret.addToStringData(K3sPod.REGISTRIES_KEY, K3sRegistries.yaml(mirrors));
        }
        return secret.build();
    }

    StatefulSet servers() {
        return nodes(serverName(), 1, serverLabels, serverArguments());
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
                List.of("agent", "--server=https://" + apiAddress + ":" + K3sDistribution.API_PORT));
    }

    private StatefulSet nodes(String name, int replicas, Map<String, String> selector, List<String> arguments) {
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
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(request.labels())
                .addToLabels(selector)
                .endMetadata()
                .withSpec(pod.running(arguments))
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
        request.exposure().sans().forEach(san -> arguments.add("--tls-san=" + san));
        // Nobody asked for an ingress controller or metrics; both cost seconds and pulls.
        arguments.add("--disable=traefik");
        arguments.add("--disable=metrics-server");
        return arguments;
    }

    private static String randomToken() {
        byte[] token = new byte[16];
        new SecureRandom().nextBytes(token);
        return HexFormat.of().formatHex(token);
    }
}
