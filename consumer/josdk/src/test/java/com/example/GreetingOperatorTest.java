package com.example;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.junit.LocallyRunOperatorExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing in here is of KSail: the client is made in a static field, when the class is initialised. */
class GreetingOperatorTest {

    @RegisterExtension
    static final LocallyRunOperatorExtension operator =
            LocallyRunOperatorExtension.builder().oneNamespacePerClass(true).withReconciler(new Greeter()).build();

    @Test
    void greetsWhoIsNamed() {
        operator.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("greeting")
                .addToLabels("greeted", "please")
                .endMetadata()
                .addToData("name", "Ada")
                .build());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertEquals(
                        "Hello, Ada",
                        operator.get(ConfigMap.class, "greeting").getData().get("greeting")));
    }

    @Test
    void hasItsOwnNamespaceOnTheNestedCluster() {
        assertNotNull(operator.getNamespace());
        assertEquals(
                1, operator.getKubernetesClient().nodes().list().getItems().size());
        assertEquals(
                "default",
                operator.getKubernetesClient()
                        .getConfiguration()
                        .getCurrentContext()
                        .getContext()
                        .getNamespace());
    }

    @ControllerConfiguration(
            informer =
                    @io.javaoperatorsdk.operator.api.config.informer.Informer(labelSelector = "greeted=please"))
    static class Greeter implements Reconciler<ConfigMap> {
        @Override
        public UpdateControl<ConfigMap> reconcile(ConfigMap wanted, Context<ConfigMap> context) {
            String greeting = "Hello, " + wanted.getData().get("name");
            if (greeting.equals(wanted.getData().get("greeting"))) {
                return UpdateControl.noUpdate();
            }
            context.getClient()
                    .resource(new ConfigMapBuilder(wanted)
                            .addToData(Map.of("greeting", greeting))
                            .build())
                    .update();
            return UpdateControl.noUpdate();
        }
    }
}
