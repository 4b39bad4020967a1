package io.ksail.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that was created, and the way to it.
 *
 * @param kubernetesVersion the version that its API server reports
 * @param context the context of its entry
 * @param kubeconfig the file that has the entry
 * @param current whether the entry is the current context now
 */
record CreatedCluster(String kubernetesVersion, String context, UserKubeconfig kubeconfig, boolean current) {

    String lines(ClusterView view, Environment environment) {
        String file = kubeconfig.shown(environment.home());
        boolean usual = kubeconfig
                .path()
                .toAbsolutePath()
                .equals(environment.usersKubeconfig().toAbsolutePath());
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("cluster", view.cluster().name());
        lines.put("namespace", view.cluster().namespace());
        lines.put("version", kubernetesVersion);
        lines.put("api", view.cluster().apiUrl().orElse("-"));
        lines.put("context", "%s in %s%s".formatted(context, file, current ? " (current)" : ""));
        view.cluster().expires().ifPresent(at -> lines.put("expires", at.toString()));
        lines.put(
                "try",
                "kubectl %s--context %s get nodes".formatted(usual ? "" : "--kubeconfig " + file + " ", context));
        lines.replaceAll((key, value) -> Style.printable(value));
        return ClusterView.aligned(lines);
    }

    Map<String, @Nullable Object> fields(ClusterView view) {
        Map<String, @Nullable Object> fields = view.fields();
        fields.put("kubernetesVersion", kubernetesVersion);
        fields.put("context", context);
        fields.put("kubeconfig", kubeconfig.path().toAbsolutePath().normalize().toString());
        return fields;
    }
}
