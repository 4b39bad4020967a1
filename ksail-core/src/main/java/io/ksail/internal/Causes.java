package io.ksail.internal;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;

/** Failures in the words of whoever saw them first. */
public final class Causes {

    private Causes() {}

    /**
     * The innermost message, which is the one with the words of the network, of TLS, or of the API server; of the latter
     * without what the client library wraps around them. Credentials in it are masked: servers and proxies quote what they
     * were asked.
     *
     * @param failure any failure
     * @return its message, never empty
     */
    public static String message(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        String message = innermost instanceof KubernetesClientException refused
                        && refused.getStatus() != null
                        && refused.getStatus().getMessage() != null
                ? refused.getStatus().getMessage()
                : innermost.getMessage();
        return Redaction.scrubbed(message == null || message.isBlank() ? innermost.toString() : message);
    }

    /**
     * Whether a request failed because nobody answered it, rather than because the API server refused it.
     *
     * @param failure a failed request
     * @return true when there was no HTTP answer
     */
    public static boolean nobodyAnswered(KubernetesClientException failure) {
        return httpStatus(failure) <= 0;
    }

    /**
     * What the API server answered; the library may have wrapped it into an exception that no longer says so.
     *
     * @param failure a failed request
     * @return the HTTP status; zero when there was no answer
     */
    public static int httpStatus(KubernetesClientException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof KubernetesClientException refused && refused.getCode() > 0) {
                return refused.getCode();
            }
            // A WebSocket that is refused is answered as well: exec, port forwarding.
            if (at instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
                return refused.getResponse().code();
            }
        }
        return 0;
    }
}
