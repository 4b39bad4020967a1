package io.ksail.spec;

/**
 * A way to make a nested API server reachable, the best first. Our own field {@code
 * spec.provider.kubernetes.exposure} forces one; KSail, which knows the first, third and fourth, has no such field.
 */
public enum ExposureType {
    /** A Gateway of the host with a TCPRoute, where {@code gatewayClassName} is set. */
    GATEWAY("Gateway"),
    /** The name of a Service, for a process that runs in a pod of the host. */
    IN_CLUSTER("InCluster"),
    /** A Service of type LoadBalancer, where the host gives it an address. */
    LOAD_BALANCER("LoadBalancer"),
    /** A port on the host's nodes. */
    NODE_PORT("NodePort"),
    /** A port on this machine, forwarded through the host's API for as long as this process has the cluster open. */
    PORT_FORWARD("PortForward");

    private final String yamlName;

    ExposureType(String yamlName) {
        this.yamlName = yamlName;
    }

    /**
     * The name as {@code ksail.yaml} and the annotation {@code ksail.io/exposure} spell it.
     *
     * @return the name, such as {@code NodePort}
     */
    public String yamlName() {
        return yamlName;
    }

    @Override
    public String toString() {
        return yamlName;
    }
}
