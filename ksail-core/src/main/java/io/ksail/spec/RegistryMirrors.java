package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes pull images of a registry from instead of from the registry itself.
 *
 * @param endpoints a mirror's URL by registry host, such as {@code docker.io} to {@code https://mirror.example.com}
 */
public record RegistryMirrors(Map<String, URI> endpoints) {

    /** The environment variable that holds mirrors for all clusters, in the form that {@link #parse} reads. */
    public static final String ENVIRONMENT_VARIABLE = "KSAIL_REGISTRY_MIRRORS";

    private static final Pattern REGISTRY =
            Pattern.compile("(?:[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:]+])(?::(?<port>\\d{1,5}))?|\\*");

    /**
     * Checks the mirrors and copies them, keeping their order.
     *
     * @throws InvalidSpecException if a registry is no host with or without a port, or an endpoint is no http(s) URL
     */
    public RegistryMirrors {
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
            MirrorUrl.rememberUser(url);
            String wrong = equals < 1 ? "it is not of the form REGISTRY=URL" : MirrorUrl.whatIsWrongWith(url);
            if (!wrong.isEmpty()) {
                throw new InvalidSpecException(
                        "The registry mirror '%s' can't be used".formatted(Redaction.quoted(entry.strip())),
                        wrong,
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
        return fromEnvironment(System::getenv);
    }

    static RegistryMirrors fromEnvironment(UnaryOperator<@Nullable String> environment) {
        String text = environment.apply(ENVIRONMENT_VARIABLE);
        try {
            return text == null ? none() : parse(text);
        } catch (InvalidSpecException e) {
            throw new InvalidSpecException(
                    e.tried(),
                    "in the environment variable %s, %s".formatted(ENVIRONMENT_VARIABLE, e.seen()),
                    e.remedy());
        }
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
        requireUrl(url);
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
        Matcher parts = REGISTRY.matcher(registry);
        boolean isRegistry = parts.matches();
        if (!isRegistry || parts.group("port") != null && !MirrorUrl.isPort(parts.group("port"))) {
            throw new InvalidSpecException(
                    "The registry '%s' can't be used".formatted(Redaction.quoted(registry)),
                    isRegistry ? MirrorUrl.BAD_PORT : "it is not a registry's host",
                    "write it like docker.io or registry.example.com:5000");
        }
    }

    private static void require(String registry, URI url) {
        requireRegistry(registry);
        requireUrl(url.toString());
    }

    private static void requireUrl(String url) {
        MirrorUrl.rememberUser(url);
        String wrong = MirrorUrl.whatIsWrongWith(url);
        if (!wrong.isEmpty()) {
            throw new InvalidSpecException(
                    "The mirror '%s' can't be used".formatted(Redaction.quoted(url)),
                    wrong,
                    "write it like https://mirror.example.com or http://10.0.0.1:5000");
        }
    }

    /**
     * Whether there are none.
     *
     * @return true if nodes pull from the registries themselves
     */
    public boolean isEmpty() {
        return endpoints.isEmpty();
    }

    /**
     * The rule for a mirror's URL: what containerd and Docker's daemon take, and neither ignores. Names of containers hold
     * underscores, which {@link URI} takes for no name of a host.
     */
    private static final class MirrorUrl {

        static final String BAD_PORT = "its port is no number from 1 to 65535";

        private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]");
        private static final Pattern FORM = Pattern.compile("https?://([^/?#]*)(.*)");
        private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]*)(?::(.*))?");
        private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?";
        private static final Pattern NAME = Pattern.compile("%1$s(?:\\.%1$s)*\\.?".formatted(LABEL));
        private static final int HIGHEST_PORT = 65_535;

        private MirrorUrl() {}

        /** So that no message shows a password, not even one with a slash in it. */
        static void rememberUser(String url) {
            Redaction.rememberUrl(url);
            Redaction.remember(url.substring(0, url.lastIndexOf('@') + 1).replaceAll("^.*://|@$", ""));
        }

        /** As a sentence without its end; empty where nothing is. */
        static String whatIsWrongWith(String url) {
            if (url.isBlank()) {
                return "it is empty";
            }
            if (url.contains("@")) {
                return "it holds the name of a user, and nodes do not log in to a mirror";
            }
            Matcher foreign = FOREIGN.matcher(url);
            if (foreign.find()) {
                return "it holds " + named(foreign.group().charAt(0));
            }
            Matcher form = FORM.matcher(url);
            if (!form.matches()) {
                return "it does not begin with https:// or http://";
            }
            Matcher authority = AUTHORITY.matcher(form.group(1));
            if (!authority.matches() || !isHost(authority.group(1))) {
                return form.group(1).isEmpty() ? "it names no host" : "its host is no name or address";
            }
            if (authority.group(2) != null && !isPort(authority.group(2))) {
                return BAD_PORT;
            }
            return form.group(2).matches("[^?#\\[\\]]*") ? "" : "it holds more than host, port and path";
        }

        private static String named(char character) {
            return Character.isWhitespace(character)
                    ? "a blank or a line break"
                    : Character.isISOControl(character)
                            ? "a control character"
                            : "the character '%s'".formatted(character);
        }

        private static boolean isHost(String host) {
            if (host.startsWith("[")) {
                return Cidr.around(host.substring(1, host.length() - 1) + "/128")
                        .isPresent();
            }
            return host.matches("[\\d.]*")
                    ? Cidr.around(host + "/32").isPresent()
                    : NAME.matcher(host).matches();
        }

        static boolean isPort(String text) {
            return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= HIGHEST_PORT;
        }
    }
}
