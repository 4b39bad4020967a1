package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where nodes pull images of a registry from instead of from the registry itself.
 *
 * @param endpoints a mirror's URL by registry host, such as {@code docker.io} to {@code https://mirror.example.com}
 */
public record RegistryMirrors(Map<String, URI> endpoints) {

    /** The environment variable that holds mirrors for all clusters, in the form that {@link #parse} reads. */
    public static final String ENVIRONMENT_VARIABLE = "KSAIL_REGISTRY_MIRRORS";

    private static final Pattern REGISTRY =
            Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:\\d{1,5})?|\\[[0-9A-Fa-f:]+](:\\d{1,5})?|\\*");
    private static final Pattern URL = Pattern.compile("https?://[^\\s/\"<>\\\\^`{|}%]+(/[^\\s\"<>\\\\^`{|}%]*)?");

    /**
     * Checks the mirrors and copies them, keeping their order.
     *
     * @throws InvalidSpecException if a registry is no host with or without a port, or an endpoint is no http(s) URL
     */
    public RegistryMirrors {
        endpoints.values().forEach(url -> Redaction.rememberUrl(url.toString()));
        endpoints.forEach(RegistryMirrors::require);
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    /**
     * No mirrors: nodes pull from the registries themselves.
     *
     * @return an empty value
     */
    public static RegistryMirrors none() {
        return new RegistryMirrors(Map.of());
    }

    /**
     * Reads mirrors from text of the form {@code docker.io=https://mirror.example.com,ghcr.io=http://10.0.0.1:5000}.
     *
     * @param text the text; blank means none
     * @return the mirrors
     * @throws InvalidSpecException if an entry is not of that form
     */
    public static RegistryMirrors parse(String text) {
        Map<String, URI> endpoints = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String url = entry.substring(equals + 1).strip();
            if (equals < 1 || !URL.matcher(url).matches()) {
                throw new InvalidSpecException(
                        "The registry mirror '%s' can't be used".formatted(Redaction.quoted(entry.strip())),
                        "it is not of the form REGISTRY=URL",
                        "write it like docker.io=https://mirror.example.com (several are separated by commas)");
            }
            endpoints.put(entry.substring(0, equals).strip(), URI.create(url));
        }
        return new RegistryMirrors(endpoints);
    }

    /**
     * The mirrors that the environment variable {@value #ENVIRONMENT_VARIABLE} names.
     *
     * @return the mirrors; none when it is not set
     * @throws InvalidSpecException if its form is wrong
     */
    public static RegistryMirrors fromEnvironment() {
        String text = System.getenv(ENVIRONMENT_VARIABLE);
        return text == null ? none() : parse(text);
    }

    /**
     * The same with one mirror more.
     *
     * @param registry the registry's host, with its port if it has one, such as {@code docker.io}; {@code *} means every
     *     registry that is not named
     * @param url the mirror, such as {@code https://mirror.example.com}
     * @return a new value
     * @throws InvalidSpecException if the registry is no host with or without a port, or the mirror is no http(s) URL
     */
    public RegistryMirrors with(String registry, String url) {
        if (!URL.matcher(url).matches()) {
            throw invalidUrl(url);
        }
        Map<String, URI> more = new LinkedHashMap<>(endpoints);
        more.put(registry, URI.create(url));
        return new RegistryMirrors(more);
    }

    /**
     * Checks a registry's name.
     *
     * @param registry the registry's host, with its port if it has one; {@code *} means every registry that is not named
     * @throws InvalidSpecException if it is of another form
     */
    public static void requireRegistry(String registry) {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new InvalidSpecException(
                    "The registry '%s' can't be used".formatted(Redaction.quoted(registry)),
                    "it is not a registry's host",
                    "write it like docker.io or registry.example.com:5000");
        }
    }

    private static void require(String registry, URI url) {
        requireRegistry(registry);
        if (!URL.matcher(url.toString()).matches()) {
            throw invalidUrl(url.toString());
        }
    }

    private static InvalidSpecException invalidUrl(String url) {
        return new InvalidSpecException(
                "The mirror '%s' can't be used".formatted(Redaction.quoted(url)),
                "it is not an http or https URL",
                "write it like https://mirror.example.com or http://10.0.0.1:5000");
    }

    /**
     * Whether there are none.
     *
     * @return true if nodes pull from the registries themselves
     */
    public boolean isEmpty() {
        return endpoints.isEmpty();
    }
}
