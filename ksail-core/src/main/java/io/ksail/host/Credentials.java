package io.ksail.host;

import io.fabric8.kubernetes.client.Config;
import java.util.ArrayList;
import java.util.List;

/** With which credentials a client asks, in words and without the credentials themselves. */
final class Credentials {

    private Credentials() {}

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
        return given.isEmpty() ? "no credentials" : String.join(" and ", given);
    }
}
