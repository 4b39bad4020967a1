package com.example;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
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
            Files.writeString(kubeconfig, kubeconfig(host.client().getConfiguration()));
            ProcessBuilder process = new ProcessBuilder(command).inheritIO();
            process.environment().put("KSAIL_HOST_KUBECONFIG", kubeconfig.toString());
            exitCode = process.start().waitFor();
        } finally {
            Files.delete(kubeconfig);
        }
        System.exit(exitCode);
    }

    private static String kubeconfig(Config host) {
        return Serialization.asYaml(new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .withCurrentContext("host")
                .addNewCluster()
                .withName("host")
                .withNewCluster()
                .withServer(host.getMasterUrl())
                .withCertificateAuthorityData(host.getCaCertData())
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName("host")
                .withNewUser()
                .withClientCertificateData(host.getClientCertData())
                .withClientKeyData(host.getClientKeyData())
                .endUser()
                .endUser()
                .addNewContext()
                .withName("host")
                .withNewContext()
                .withCluster("host")
                .withUser("host")
                .endContext()
                .endContext()
                .build());
    }
}
