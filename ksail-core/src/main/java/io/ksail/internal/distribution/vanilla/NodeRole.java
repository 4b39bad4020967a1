package io.ksail.internal.distribution.vanilla;

/** What a node of Kind's does, by the name that Kind gives it. */
enum NodeRole {
    CONTROL_PLANE("control-plane"),
    WORKER("worker");

    private final String kindName;

    NodeRole(String kindName) {
        this.kindName = kindName;
    }

    String kindName() {
        return kindName;
    }
}
