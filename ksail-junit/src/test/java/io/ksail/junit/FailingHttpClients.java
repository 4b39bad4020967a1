package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.net.HttpURLConnection;
import java.net.URI;

/** Gives every client of this JVM requests that fail where {@link FailingSteps} says so. */
public final class FailingHttpClients implements HttpClient.Factory {

    private final HttpClient.Factory real = new VertxHttpClientFactory();

    @Override
    public HttpClient.Builder newBuilder() {
        return real.newBuilder().addOrReplaceInterceptor("failing", new Failing());
    }

    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    private static final class Failing implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            URI uri = request.uri();
            boolean watching = String.valueOf(uri.getQuery()).contains("watch=true");
            String step = "%s %s%s".formatted(request.method(), uri.getPath(), watching ? " (watch)" : "");
            if (FailingSteps.hasToFail(step)) {
                throw new KubernetesClientException("injected", HttpURLConnection.HTTP_INTERNAL_ERROR, null);
            }
        }
    }
}
