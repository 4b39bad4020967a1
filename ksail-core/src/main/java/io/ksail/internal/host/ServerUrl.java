package io.ksail.internal.host;

import io.ksail.internal.Redaction;
import io.ksail.internal.host.HostKubeconfig.Unusable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for the URL of an API server. */
final class ServerUrl {

    private static final int HIGHEST_PORT = 65_535;

    /** Names of containers hold underscores, which {@link URI} takes for no name of a host. */
    private static final Pattern HOST = Pattern.compile("(?:[^@]*@)?[\\w.-]+(?::\\d{1,5})?");

    private ServerUrl() {}

    /**
     * A URL that a client can ask.
     *
     * @param what which one it is, such as {@code the server of cluster 'kind'}
     */
    static URI checked(String what, String given) throws Unusable {
        Redaction.rememberUrl(given);
        String seen = "%s is '%s'".formatted(what, Redaction.quoted(given));
        if (!given.equals(given.strip())) {
            throw new Unusable(seen + ", with a blank or a line break at its beginning or end");
        }
        if (!given.contains("://")) {
            throw new Unusable(seen + ", without the scheme (https://) that a URL begins with");
        }
        URI url;
        try {
            url = new URI(given);
        } catch (URISyntaxException e) {
            throw new Unusable("%s, which is no URL: %s at character %d"
                    .formatted(seen, e.getReason().toLowerCase(Locale.ROOT), e.getIndex() + 1));
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new Unusable("%s, and an API server is asked by https or http".formatted(seen));
        }
        boolean isHost = url.getHost() != null
                || url.getAuthority() != null
                        && HOST.matcher(url.getAuthority()).matches();
        if (!isHost || url.getPort() > HIGHEST_PORT) {
            throw new Unusable(seen + ", which names no host and port");
        }
        return url;
    }
}
