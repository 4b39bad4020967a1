package io.ksail.callback;

import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.ksail.internal.TextResource;
import io.ksail.internal.distribution.NodeContainer;
import java.util.stream.Stream;

/** The scripts that run in a node: which they are, and how one is begun. */
enum NodeScript {
    RELAY("relay.sh"),
    SLOT("slot.sh"),
    CALLER("caller.sh");

    private final String text;

    NodeScript(String resource) {
        this.text = TextResource.beside(NodeScript.class, resource);
    }

    String text() {
        return text;
    }

    /** Begins it; what it reads and writes are the streams of what is given back, and closing that ends it. */
    ExecWatch in(NodeContainer node, String... arguments) {
        return node.host()
                .pods()
                .inNamespace(node.namespace())
                .withName(node.pod())
                .inContainer(node.container())
                .redirectingInput()
                .redirectingOutput()
                .exec(Stream.concat(Stream.of("sh", "-c", text, "ksail-callback"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
