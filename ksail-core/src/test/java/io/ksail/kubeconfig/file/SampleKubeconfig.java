package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.Kubeconfig;

/** Kubeconfigs of clusters that there are not. */
final class SampleKubeconfig {

    static final String SECRET = "c2VjcmV0";

    private SampleKubeconfig() {}

    static Kubeconfig named(String context) {
        return named(context, "https://10.0.0.1:30001");
    }

    static Kubeconfig named(String context, String server) {
        return Kubeconfig.rewritten("""
                clusters:
                - name: default
                  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=}
                users:
                - name: default
                  user: {client-certificate-data: Y2VydA==, client-key-data: %s}
                """.formatted(SECRET), context, server);
    }
}
