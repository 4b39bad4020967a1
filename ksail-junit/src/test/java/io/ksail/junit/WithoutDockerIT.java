package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/** Optional stays optional: with a kubeconfig, nothing of Testcontainers has to be on the class path. */
class WithoutDockerIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void an_existing_host_is_used_without_testcontainers_on_the_class_path() throws Exception {
        Stream<String> docker = Stream.of("testcontainers", "docker-java");
        ChildJvm.startWithout(docker, Runner.class, TestHost.kubeconfig().toString())
                .awaitLine("PASSED 1");
    }

    static final class Runner {
        public static void main(String[] args) {
            try {
                Class.forName("org.testcontainers.DockerClientFactory");
                System.out.println("Testcontainers is on the class path");
                return;
            } catch (ClassNotFoundException asItShouldBe) {
                // go on
            }
            long passed = EngineTestKit.engine("junit-jupiter")
                    .configurationParameters(Map.of("ksail.host.kubeconfig", args[0]))
                    .selectors(selectClass(PlainTestCases.class))
                    .execute()
                    .testEvents()
                    .succeeded()
                    .count();
            System.out.println("PASSED " + passed);
            System.exit(0);
        }
    }

    @NestedCluster
    static class PlainTestCases {
        @Test
        void runs(KubernetesClient client) {
            client.namespaces().list();
        }
    }
}
