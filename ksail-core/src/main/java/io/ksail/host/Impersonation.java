package io.ksail.host;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            boolean plain = b > ' ' && b < 127 && (Character.isLetterOrDigit(b) || "!#$&'*+-.^_`|~".indexOf(b) >= 0);
            name.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return name.toString();
    }
}
