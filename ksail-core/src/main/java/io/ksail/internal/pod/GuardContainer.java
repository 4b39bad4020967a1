package io.ksail.internal.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Map;

/**
 * The container of a pod that guards what KSail has made on the host: a script that talks to the host's API, and needs
 * nothing else.
 *
 * @param name the container's name
 * @param image an image with a shell and what the script calls
 * @param script what the shell runs
 * @param environment what the script is told
 */
public record GuardContainer(String name, String image, String script, Map<String, String> environment) {

    private static final long NOBODY = 65534;

    /** Copies the environment. */
    public GuardContainer {
        environment = Map.copyOf(environment);
    }

    /**
     * The container as Kubernetes takes it.
     *
     * @return what the pod's specification has to contain
     */
    public Container container() {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-c", script)
                .withEnv(variables())
                .withSecurityContext(leastRights())
                .build();
    }

    private List<EnvVar> variables() {
        return environment.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new EnvVarBuilder()
                        .withName(entry.getKey())
                        .withValue(entry.getValue())
                        .build())
                .toList();
    }

    /** As much as the strictest of Kubernetes' own standards for pods asks for. */
    private static SecurityContext leastRights() {
        return new SecurityContextBuilder()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }
}
