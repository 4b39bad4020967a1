package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.docker.Docker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the containers of a cluster say of themselves when it does not come up. */
record NodeWords(Docker docker, NodeList list) {

    private static final int MOST_LINES = 8;

    /** Lines of text; nothing about containers that there are none of. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String states = docker.askBriefly("ps", "--all", "--no-trunc", "--format={{.Names}}: {{.Status}}")
                .out();
        states.lines().forEach(state -> lines.add("container in the pod: " + state));
        Set<String> there =
                states.lines().map(state -> state.replaceFirst(":.*", "")).collect(Collectors.toSet());
        list.nodes().stream().map(VanillaNode::name).filter(there::contains).forEach(name -> lines.addAll(logs(name)));
        return lines;
    }

    private List<String> logs(String name) {
        Outcome logs = docker.askBriefly("logs", "--tail=" + MOST_LINES, name);
        List<String> lines = new ArrayList<>(List.of("last log lines of " + name + ":"));
        (logs.out() + logs.err())
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}(\\[[\\d;]*m)?", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line -> lines.add("  " + line));
        return lines;
    }
}
