package io.ksail.internal.distribution.talos;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.distribution.MachineApi;
import java.util.List;
import java.util.Map;

/** Talos' own API, at the first node of the control plane. */
record TalosApi(Talosctl talosctl) implements MachineApi {

    private static final String FIRST_NODE =
            "docker inspect --format '{{(index .NetworkSettings.Networks \"talos\").IPAddress}}'"
                    + " $(docker ps --all --filter label=talos.type=controlplane --format '{{.Names}}' | sort | head -n 1)";

    @Override
    public int port() {
        return TalosDistribution.TALOS_API_PORT;
    }

    @Override
    public String adminConfig() {
        return talosctl.docker()
                .script("reading the talosconfig", "cat \"$1\"", TalosScripts.FILES_IN_POD + "/talosconfig");
    }

    @Override
    public String node() {
        return talosctl.docker().script("finding the first node", FIRST_NODE).strip();
    }

    @Override
    public void answerTo(List<String> names) {
        String patch = Serialization.asJson(Map.of("machine", Map.of("certSANs", names)));
        TalosNode first = new TalosNode("", TalosNode.Role.CONTROL_PLANE, node());
        talosctl.run(
                "adding names to the certificate of the Talos API",
                first,
                "patch",
                "machineconfig",
                "--mode=no-reboot",
                "--patch=" + patch);
    }
}
