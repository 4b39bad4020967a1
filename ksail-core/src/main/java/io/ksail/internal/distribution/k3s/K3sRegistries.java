package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.spec.RegistryMirrors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** K3s's {@code registries.yaml}. */
public final class K3sRegistries {

    private K3sRegistries() {}

    /**
     * The file that makes K3s pull from mirrors.
     *
     * @param mirrors the mirrors
     * @return YAML for {@code /etc/rancher/k3s/registries.yaml}
     */
    public static String yaml(RegistryMirrors mirrors) {
        Map<String, Object> byHost = new LinkedHashMap<>();
        mirrors.endpoints().forEach((host, url) -> byHost.put(host, Map.of("endpoint", List.of(url.toString()))));
        return Serialization.asYaml(Map.of("mirrors", byHost));
    }
}
