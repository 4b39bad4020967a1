package io.ksail.spec;

/**
 * How far a nested cluster must have come before it is handed over. Each value includes the ones before it. Our own
 * field {@code spec.provider.kubernetes.readiness}; KSail has none.
 */
public enum Readiness {
    /** The API server answers {@code /readyz} at its exposed address. Enough for tests that run no pods. */
    API("API"),
    /** Every node is Ready and the {@code default} ServiceAccount is there: the first pod a test makes is accepted. */
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
