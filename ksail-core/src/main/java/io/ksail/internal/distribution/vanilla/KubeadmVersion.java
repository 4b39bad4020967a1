package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of kubeadm's format. Inside of the project further arguments are maps, as v1beta3 has them; v1beta4 has lists of
 * names and values.
 */
enum KubeadmVersion {
    V1BETA3("v1beta3"),
    V1BETA4("v1beta4");

    /** Of the documents that have one of these versions; without the version. */
    static final String GROUP = "kubeadm.k8s.io";

    private static final int FIRST_WITH_V1BETA4 = 31;
    private static final Pattern MINOR = Pattern.compile("v?1\\.(\\d+).*", Pattern.DOTALL);

    private final String yamlName;

    KubeadmVersion(String yamlName) {
        this.yamlName = yamlName;
    }

    static KubeadmVersion of(String kubernetesVersion) {
        return minor(kubernetesVersion) >= FIRST_WITH_V1BETA4 ? V1BETA4 : V1BETA3;
    }

    /** 34 for {@code v1.36.4}. */
    static int minor(String kubernetesVersion) {
        Matcher matcher = MINOR.matcher(kubernetesVersion);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
    }

    /** A document as YAML in this version. */
    String written(Map<String, Object> document) {
        Map<String, Object> versioned = new LinkedHashMap<>(document);
        if (GROUP.equals(document.get("apiVersion"))) {
            versioned.put("apiVersion", GROUP + "/" + yamlName);
        }
        return Serialization.asYaml(inThisForm(versioned)).replaceFirst("^---\n", "");
    }

    private Object inThisForm(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::inThisForm).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> formed = new LinkedHashMap<>();
        map.forEach((key, inner) -> formed.put(
                String.valueOf(key), isArguments(key) && this == V1BETA4 ? asList(inner) : inThisForm(inner)));
        return formed;
    }

    static boolean isArguments(Object key) {
        return "extraArgs".equals(key) || "kubeletExtraArgs".equals(key);
    }

    private static Object asList(Object arguments) {
        return arguments instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(argument -> argument(argument.getKey(), argument.getValue()))
                        .toList()
                : arguments;
    }

    private static Map<String, Object> argument(Object name, Object value) {
        Map<String, Object> argument = new LinkedHashMap<>();
        argument.put("name", name);
        argument.put("value", String.valueOf(value));
        return argument;
    }
}
