package io.ksail.spec;

/**
 * How far a nested cluster must have come before it is handed over. Each value includes the ones before it. Our own
 * field {@code spec.provider.kubernetes.readiness}; KSail has none.
 */
public enum Readiness {
    /**
     * The API server is ready for its administrator at its exposed address: {@code /readyz}, but for the default ClusterRoles
     * and the priority classes of the system, which it makes a second or two later. Enough for tests that run no pods.
     */
    API("API"),
    /**
     * Every node can run pods and the {@code default} ServiceAccount is there: a pod that a test makes at once is accepted,
     * and starts at the first try. Whoever is bound to {@code view}, {@code edit} or {@code admin} may do what it says.
     */
    USABLE("Usable"),
    /** The Deployments and DaemonSets in {@code kube-system} are available too: DNS answers. */
    SYSTEM("System");

    private final String yamlName;

    Readiness(String yamlName) {
        this.yamlName = yamlName;
    }

    /**
     * The name as {@code ksail.yaml} spells it.
     *
     * @return the name, such as {@code Usable}
     */
    public String yamlName() {
        return yamlName;
    }
}
