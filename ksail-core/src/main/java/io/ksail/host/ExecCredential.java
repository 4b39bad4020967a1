package io.ksail.host;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a credential plugin printed.
 *
 * @param token a bearer token, if it gave one
 * @param certificate a client certificate, if it gave one
 * @param expires when to ask it again
 */
record ExecCredential(Optional<String> token, Optional<Certificate> certificate, Instant expires) {

    /** A plugin that does not say how long its credentials are good for is asked again after this time. */
    private static final Duration WITHOUT_EXPIRY = Duration.ofMinutes(1);

    /**
     * A client certificate and its key, in the form that a client's configuration takes.
     *
     * @param certificate PEM
     * @param key PEM
     */
    record Certificate(String certificate, String key) {}

    /** The credentials in a plugin's output; empty if it is none of that API version, or has none in it. */
    static Optional<ExecCredential> parse(String json, String apiVersion, Instant now) {
        GenericKubernetesResource printed;
        try {
            printed = Serialization.unmarshal(json, GenericKubernetesResource.class);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        if (printed == null || !apiVersion.equals(printed.getApiVersion())) {
            return Optional.empty();
        }
        Optional<String> token = text(printed, "token");
        Optional<Certificate> certificate = text(printed, "clientCertificateData")
                .flatMap(pem -> text(printed, "clientKeyData").map(key -> new Certificate(pem, key)));
        return token.isEmpty() && certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new ExecCredential(token, certificate, expiry(printed, now)));
    }

    /** With a token that an HTTP header can hold. */
    ExecCredential checked(String source) {
        token.ifPresent(given -> BearerToken.checked(given, source));
        return this;
    }

    private static Instant expiry(GenericKubernetesResource printed, Instant now) {
        try {
            return text(printed, "expirationTimestamp")
                    .map(time -> OffsetDateTime.parse(time).toInstant())
                    .orElse(now.plus(WITHOUT_EXPIRY));
        } catch (DateTimeParseException e) {
            return now.plus(WITHOUT_EXPIRY);
        }
    }

    private static Optional<String> text(GenericKubernetesResource printed, String field) {
        @Nullable Object value = printed.get("status", field);
        return Optional.ofNullable(value).map(String::valueOf).filter(text -> !text.isEmpty());
    }
}
