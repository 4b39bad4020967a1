package io.ksail.internal.distribution.k3s;

/** The administrator's kubeconfig in a node of K3s. */
public final class K3sKubeconfig {

    private static final String PATH = "/etc/rancher/k3s/k3s.yaml";

    /** What prints it once it is written: waits inside the node, where it costs nothing, instead of asking from here. */
    public static final String[] PRINT_WHEN_WRITTEN = printWhen("[ -s " + PATH + " ]");

    /** What prints it once the API server is ready. */
    static final String[] PRINT_WHEN_READY =
            printWhen("kubectl --kubeconfig " + PATH + " get --raw /readyz >/dev/null 2>&1");

    private K3sKubeconfig() {}

    private static String[] printWhen(String condition) {
        return new String[] {"sh", "-c", "until " + condition + "; do sleep 0.05; done; cat " + PATH};
    }
}
