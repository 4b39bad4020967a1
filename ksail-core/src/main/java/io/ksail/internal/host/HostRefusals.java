package io.ksail.internal.host;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Causes;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns a first contact that failed into what it means: nobody there, credentials not accepted, user not let in. */
public final class HostRefusals {

    public static final int TOO_MANY_REQUESTS = 429;

    private static final Pattern OTHER_PROTOCOL =
            Pattern.compile("not an SSL/TLS record: ((?:[0-9a-f]{2})*+)|invalid version format: ?(.*)");

    private final Config config;
    private final String description;

    public HostRefusals(Config config, String description) {
        this.config = config;
        this.description = description;
    }

    public HostUnavailableException explained(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> unauthorized(e);
            case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(e);
            case TOO_MANY_REQUESTS -> busy(e);
            default -> unreachable(e);
        };
    }

    /** Nothing was asked yet: the client library can't work with what it was given. */
    public HostUnavailableException unusable(RuntimeException e) {
        return new HostUnavailableException(
                "The certificates for the host cluster of %s can't be used".formatted(description),
                Causes.message(e),
                "give a certificate authority, a client certificate and its key as PEM, in Base64 where they stand in"
                        + " the kubeconfig itself",
                e);
    }

    private HostUnavailableException unauthorized(KubernetesClientException e) {
        return new HostUnavailableException(
                "The host cluster of %s does not accept the credentials".formatted(description),
                "%s; %s was asked with %s".formatted(Causes.message(e), config.getMasterUrl(), Credentials.of(config)),
                "renew them, or name another context; check with: kubectl auth whoami (same kubeconfig and context)",
                e);
    }

    private HostUnavailableException forbidden(KubernetesClientException e) {
        return new HostUnavailableException(
                "The host cluster of %s does not let this user in".formatted(description),
                "%s; %s was asked with %s".formatted(Causes.message(e), config.getMasterUrl(), Credentials.of(config)),
                "give the user the ClusterRole system:discovery, as every user has by default, and the permissions of"
                        + " docs/host-rbac.yaml",
                e);
    }

    private HostUnavailableException busy(KubernetesClientException e) {
        return new HostUnavailableException(
                "The host cluster of %s has too much to do".formatted(description),
                "%s; %s was asked again and again, as long as it said"
                        .formatted(Causes.message(e), config.getMasterUrl()),
                "try again later, or run fewer tests on it at once; whoever runs it finds out who asks so much by its API"
                        + " server's metrics (apiserver_flowcontrol_rejected_requests_total)",
                e);
    }

    private HostUnavailableException unreachable(KubernetesClientException e) {
        String words = Causes.message(e);
        String protocol = protocol(e.getCode(), words);
        boolean json = isOfParser(e);
        return new HostUnavailableException(
                "The host cluster of %s does not answer at %s".formatted(description, config.getMasterUrl()),
                json ? "what answers there is no API server of Kubernetes" : protocol.isEmpty() ? words : protocol,
                protocol.isEmpty() && !json
                        ? "check with: kubectl version (same kubeconfig and context); is the cluster running, and does its"
                                + " address lead there from this machine?"
                        : "correct the server of the cluster in the kubeconfig: the scheme (an API server is asked by"
                                + " https://, kubectl proxy by http://), the host and the port",
                // Its words are bytes, or those of a parser.
                protocol.isEmpty() && !json ? e : null);
    }

    /** That the other side speaks another one, which the libraries say with bytes; empty if it is something else. */
    private String protocol(int status, String words) {
        if (status == HttpURLConnection.HTTP_BAD_REQUEST
                && config.getMasterUrl().startsWith("http:")) {
            return "it answers '%s' to plain HTTP, as servers do that speak TLS".formatted(words);
        }
        Matcher found = OTHER_PROTOCOL.matcher(words);
        if (!found.find()) {
            return "";
        }
        String said = found.group(1) == null
                ? found.group(2)
                : new String(HexFormat.of().parseHex(found.group(1)), StandardCharsets.ISO_8859_1);
        String line = said.strip().lines().findFirst().orElse("").replaceAll("[^ -~]", "");
        String quoted =
                line.isEmpty() ? "" : ", but says '%s'".formatted(line.substring(0, Math.min(60, line.length())));
        return found.group(1) != null
                ? "it does not speak TLS there" + quoted
                : "it does not speak plain HTTP there" + (line.isEmpty() ? ", but TLS or something else" : quoted);
    }

    /** Of either generation of the parser. */
    private static boolean isOfParser(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getClass().getName().matches("(com\\.fasterxml|tools)\\.jackson\\..*")) {
                return true;
            }
        }
        return false;
    }
}
