package io.ksail.internal;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.impl.BaseClient;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A client for somebody who may close it: that does nothing, neither to it nor to whatever is derived from it (by {@code
 * adapt}, {@code inNamespace}, {@code withRequestConfig}). It goes over the connections of another client, its owner's,
 * and has a configuration, a serialization and threads of its own. Thread-safe.
 *
 * <p>It is a fabric8 client by inheritance, because closing one does more than to close its connections: its threads end,
 * and it begins no informer any more. What is derived from it is made by {@link #copy}, or passes its {@code close} on.
 */
public final class LentClient extends KubernetesClientImpl {

    private final KubernetesClient owners;

    private LentClient(KubernetesClient owners, Config own) {
        super(
                // The tag is where requests look for what the configuration says of them.
                Unclosable.of(owners.getHttpClient()
                        .newBuilder()
                        .tag(own.getRequestConfig())
                        .build()),
                own,
                null,
                new KubernetesSerialization());
        this.owners = owners;
    }

    private LentClient(BaseClient original, KubernetesClient owners) {
        super(original);
        this.owners = owners;
    }

    /**
     * Lends a client.
     *
     * @param owners whose connections are used
     * @return a client that works as long as that one does
     */
    public static LentClient of(KubernetesClient owners) {
        KubernetesClient own = ownersOf(owners);
        return new LentClient(own, new ConfigBuilder(own.getConfiguration()).build());
    }

    /**
     * The client that nobody else holds.
     *
     * @param client one that may be lent
     * @return its owner's if it is, else itself
     */
    public static KubernetesClient ownersOf(KubernetesClient client) {
        return client instanceof LentClient lent ? lent.owners : client;
    }

    @Override
    protected KubernetesClientImpl copy() {
        return new LentClient(this, owners);
    }

    /** Does nothing: others may use it, too. */
    @Override
    public void close() {
        // See takeBack.
    }

    /** Ends it, its threads, and the informers that were begun with it. The connections stay the owner's. */
    public void takeBack() {
        super.close();
    }

    /** The HTTP side of a client: whoever gets it, and what is derived of it, closes nothing. */
    private static final class Unclosable {

        private Unclosable() {}

        static HttpClient of(HttpClient http) {
            return like(http, HttpClient.class);
        }

        private static <T> T like(T original, Class<T> type) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> answer(original, method, arguments)));
        }

        /** A proxy, so that a method that a later fabric8 adds is passed on, too. */
        private static @Nullable Object answer(Object original, Method method, Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("close")) {
                return null;
            }
            try {
                Object result = method.invoke(original, arguments);
                if (result instanceof HttpClient derived) {
                    return of(derived);
                }
                return result instanceof HttpClient.DerivedClientBuilder builder
                        ? like(builder, HttpClient.DerivedClientBuilder.class)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
