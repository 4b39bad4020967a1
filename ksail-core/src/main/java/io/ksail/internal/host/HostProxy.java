package io.ksail.internal.host;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.ksail.internal.Redaction;
import io.ksail.internal.host.HostKubeconfig.Unusable;
import io.ksail.spec.Cidr;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * By which proxy a host is asked, chosen as kubectl chooses: the {@code proxy-url} of its cluster; else that of the
 * environment, unless {@code NO_PROXY} excepts the host. The client library would take the one for servers by HTTP only,
 * and does not look at the other.
 */
final class HostProxy {

    private static final int HIGHEST_PORT = 65_535;

    private final URI server;
    private final Function<String, @Nullable String> environment;

    /**
     * @param environment gives the value of a variable, null when it is not set
     */
    HostProxy(URI server, Function<String, @Nullable String> environment) {
        this.server = server;
        this.environment = environment;
    }

    /** Has a client ask by the proxy, if there is one. */
    void applyTo(ConfigBuilder client, @Nullable String proxyUrl) throws Unusable {
        Optional<URI> proxy = chosen(proxyUrl);
        client.withHttpProxy(proxy.filter(url -> !isHttps()).map(URI::toString).orElse(null))
                .withHttpsProxy(
                        proxy.filter(url -> isHttps()).map(URI::toString).orElse(null))
                .withNoProxy();
    }

    private Optional<URI> chosen(@Nullable String proxyUrl) throws Unusable {
        if (proxyUrl != null && !proxyUrl.isEmpty()) {
            return Optional.of(usable("proxy-url of its cluster", proxyUrl, proxyUrl));
        }
        String name = isHttps() ? "HTTPS_PROXY" : "HTTP_PROXY";
        Optional<String> url = variable(name);
        if (url.isEmpty() || isExcepted()) {
            return Optional.empty();
        }
        String whole = url.get().contains("://") ? url.get() : "http://" + url.get();
        return Optional.of(usable("environment variable " + name, url.get(), whole));
    }

    private boolean isHttps() {
        return "https".equalsIgnoreCase(server.getScheme());
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.apply(name.toLowerCase(Locale.ROOT))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** With its port, without which the library does not take it. */
    private static URI usable(String source, String given, String whole) throws Unusable {
        Redaction.rememberUrl(whole);
        String seen = "the %s is %s".formatted(source, Redaction.quoted(given));
        URI url;
        try {
            url = new URI(whole);
        } catch (URISyntaxException e) {
            throw new Unusable(seen + ", which is no URL");
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (url.getHost() == null
                || url.getPort() > HIGHEST_PORT
                || !List.of("http", "https", "socks5", "socks5h").contains(scheme)) {
            throw new Unusable(seen + ", which is no URL of a proxy by http or socks5");
        }
        if (scheme.equals("https")) {
            throw new Unusable(seen + ", and the client library does not speak TLS with a proxy");
        }
        int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("http") ? 80 : 1080;
        String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@";
        return URI.create(
                "%s://%s%s:%d".formatted(scheme.equals("http") ? "http" : "socks5", user, url.getHost(), port));
    }

    /** As Go's library does it: this machine always is, others by the entries of {@code NO_PROXY}. */
    private boolean isExcepted() {
        String host = String.valueOf(server.getHost()).toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
        if (host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d+){3}")) {
            return true;
        }
        int port = server.getPort() >= 0 ? server.getPort() : isHttps() ? 443 : 80;
        return Arrays.stream(
                        variable("NO_PROXY").orElse("").toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        Optional<Cidr> address = address(host);
        if (entry.contains("/")) {
            return address.isPresent()
                    && Cidr.around(entry).filter(address.get()::overlaps).isPresent();
        }
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0
                && entry.substring(colon + 1).matches("\\d{1,9}")
                && (entry.indexOf(':') == colon || entry.contains("]"));
        if (withPort && Integer.parseInt(entry.substring(colon + 1)) != port) {
            return false;
        }
        String name = (withPort ? entry.substring(0, colon) : entry).replaceAll("^\\[|]$", "");
        if (address.isPresent()) {
            return address(name).filter(address.get()::equals).isPresent();
        }
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".") ? host.endsWith(domain) : host.equals(domain) || host.endsWith("." + domain);
    }

    private static Optional<Cidr> address(String text) {
        return Cidr.around(text + (text.contains(":") ? "/128" : "/32"));
    }
}
