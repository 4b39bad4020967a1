package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.ksail.internal.Redaction;
import io.ksail.internal.host.HostKubeconfig.Unusable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * Whom the user of a kubeconfig acts as. The client library would act as the user itself, who mostly may do more.
     *
     * @param user {@code as}
     * @param uid {@code as-uid}
     * @param groups {@code as-groups}
     * @param extra {@code as-user-extra}
     */
    record Impersonation(
            Optional<String> user, Optional<String> uid, List<String> groups, Map<String, List<String>> extra) {

        /** The library has no setting for it. */
        static final String UID_HEADER = "Impersonate-Uid";

        static Impersonation of(AuthInfo info) throws Unusable {
            Impersonation given = new Impersonation(
                    text(info.getAs()),
                    text(info.getAsUid()),
                    info.getAsGroups() == null ? List.of() : info.getAsGroups(),
                    info.getAsUserExtra() == null ? Map.of() : info.getAsUserExtra());
            if (given.user.isEmpty() && (given.uid.isPresent() || !given.groups.isEmpty() || !given.extra.isEmpty())) {
                throw new Unusable("its user has as-uid, as-groups or as-user-extra, and no 'as' that they belong to");
            }
            return given;
        }

        private static Optional<String> text(@Nullable String value) {
            return Optional.ofNullable(value).filter(text -> !text.isEmpty());
        }

        void applyTo(ConfigBuilder client) {
            if (user.isEmpty()) {
                return;
            }
            Map<String, List<String>> headers = new LinkedHashMap<>();
            extra.forEach((key, values) -> headers.put(escaped(key), values));
            client.withImpersonateUsername(user.get())
                    .withImpersonateGroups(groups.toArray(String[]::new))
                    .withImpersonateExtras(headers);
            uid.ifPresent(id -> client.withCustomHeaders(Map.of(UID_HEADER, id)));
        }

        /** As a part of a header's name, of which a slash can't be one. */
        private static String escaped(String key) {
            StringBuilder name = new StringBuilder();
            for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
                boolean plain =
                        b > ' ' && b < 127 && (Character.isLetterOrDigit(b) || "!#$&'*+-.^_`|~".indexOf(b) >= 0);
                name.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
            }
            return name.toString();
        }
    }
}
