package com.example;

import io.ksail.internal.chart.ClientKubeconfig;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a command with an embedded host, which is gone afterwards. Its exit code is that of the command. */
final class WithHost {

    private WithHost() {}

    public static void main(String[] command) throws Exception {
        int exitCode;
        Path kubeconfig = Files.createTempFile("host", ".yaml");
        try (Host host = Host.find(new HostRequest(HostKind.EMBEDDED, Optional.empty(), Optional.empty()))) {
            Files.writeString(kubeconfig, ClientKubeconfig.of(host.client()));
            ProcessBuilder process = new ProcessBuilder(command).inheritIO();
            process.environment().put("KSAIL_HOST_KUBECONFIG", kubeconfig.toString());
            exitCode = process.start().waitFor();
        } finally {
            Files.delete(kubeconfig);
        }
        System.exit(exitCode);
    }
}
