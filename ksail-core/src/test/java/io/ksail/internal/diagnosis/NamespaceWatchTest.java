package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NamespaceWatchTest {

    private final List<String> calls = new ArrayList<>();

    @Test
    void the_informer_of_pods_is_closed_when_that_of_events_does_not_begin() {
        assertThatThrownBy(() -> new NamespaceWatch(host(), "k3k-demo")).hasMessage("forbidden");
        assertThat(calls).containsExactly("inform", "inform", "close");
    }

    /** Whatever is asked of it leads to a namespace in which the first informer begins, and no other one. */
    private KubernetesClient host() {
        return stub(KubernetesClient.class, this::answer);
    }

    private Object answer(Object asked, Method method, Object[] arguments) {
        if (!method.getName().equals("inform")) {
            Class<?> next =
                    method.getName().equals("inNamespace") ? NonNamespaceOperation.class : method.getReturnType();
            return stub(next, this::answer);
        }
        calls.add("inform");
        if (calls.size() > 1) {
            throw new KubernetesClientException("forbidden");
        }
        return stub(SharedIndexInformer.class, (informer, call, none) -> {
            calls.add(call.getName());
            return null;
        });
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
