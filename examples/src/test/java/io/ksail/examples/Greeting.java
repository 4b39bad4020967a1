package io.ksail.examples;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** The custom resource of the operator example: whom to greet. */
@Group("example.ksail.io")
@Version("v1")
public class Greeting extends CustomResource<Greeting.Spec, Void> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** What a user writes. */
    public static class Spec {
        private String to;

        public String getTo() {
            return to;
        }

        public void setTo(String to) {
            this.to = to;
        }
    }
}
