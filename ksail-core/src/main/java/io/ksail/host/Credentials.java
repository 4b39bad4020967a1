package io.ksail.host;

import io.fabric8.kubernetes.client.Config;
import io.ksail.internal.Redaction;
import java.util.ArrayList;
import java.util.List;

/** The credentials with which a client asks. */
final class Credentials {

    private static final List<String> PROXIES =
            List.of("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy");

    private Credentials() {}

    /** Has them masked wherever they appear, and those of the proxies on the way. */
    static void remember(Config config) {
        Redaction.remember(config.getOauthToken());
        Redaction.remember(config.getAutoOAuthToken());
        Redaction.remember(config.getUsername(), config.getPassword());
        Redaction.remember(config.getClientKeyData());
        Redaction.remember(config.getProxyUsername(), config.getProxyPassword());
        Redaction.rememberUrl(config.getHttpProxy());
        Redaction.rememberUrl(config.getHttpsProxy());
        Redaction.rememberUrl(config.getMasterUrl());
        PROXIES.forEach(name -> Redaction.rememberUrl(System.getenv(name)));
    }

    /** Of which sort they are, in words and without the credentials themselves. */
    static String of(Config config) {
        List<String> given = new ArrayList<>();
        if (config.getOauthTokenProvider() != null) {
            given.add(config.getOauthTokenProvider().toString());
        } else if (config.getOauthToken() != null || config.getAutoOAuthToken() != null) {
            given.add("a token");
        }
        if (config.getClientCertData() != null || config.getClientCertFile() != null) {
            given.add("a client certificate");
        }
        if (config.getUsername() != null) {
            given.add("a user name and a password");
        }
        String acting = config.getImpersonateUsername() == null
                ? ""
                : ", acting as '%s'".formatted(config.getImpersonateUsername());
        return (given.isEmpty() ? "no credentials" : String.join(" and ", given)) + acting;
    }
}
