package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostWatchTest {

    private final List<String> calls = new ArrayList<>();

    @Test
    void an_informer_is_closed_when_the_one_after_it_does_not_begin() {
        Informable<Pod> begins =
                informable((proxy, method, arguments) -> stub(SharedIndexInformer.class, this::called));
        Informable<Service> refused = informable((proxy, method, arguments) -> {
            throw new KubernetesClientException("forbidden");
        });
        assertThatThrownBy(() -> new Two(begins, refused)).hasMessage("forbidden");
        assertThat(calls).containsExactly("getStore", "close");
    }

    private Object called(Object informer, Method method, Object[] arguments) {
        calls.add(method.getName());
        return null;
    }

    @SuppressWarnings("unchecked")
    private static <T> Informable<T> informable(InvocationHandler inform) {
        return stub(Informable.class, inform);
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class Two extends HostWatch<String> {

        Two(Informable<?> first, Informable<?> second) {
            watched(first);
            watched(second);
        }

        @Override
        String seen() {
            return "";
        }
    }
}
