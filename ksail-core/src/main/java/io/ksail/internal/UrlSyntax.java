package io.ksail.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a text that somebody wrote is a URL, told before anybody asks there. */
public final class UrlSyntax {

    private static final int HIGHEST_PORT = 65_535;

    /** Names of containers hold underscores, which {@link URI} takes for no name of a host. */
    private static final Pattern HOST = Pattern.compile("(?:[^@]*@)?[\\w.-]+(?::\\d{1,5})?");

    private UrlSyntax() {}

    /**
     * Why a text is no URL. The credentials in it are masked in all messages from now on.
     *
     * @param text what was written
     * @return what is wrong with it, as a sentence without its end; empty where nothing is
     */
    public static String whatIsWrongWith(String text) {
        Redaction.rememberUrl(text);
        if (!text.contains("://")) {
            return "it is no URL: it does not begin with a scheme, such as https://";
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return "it is no URL: %s at character %d"
                    .formatted(e.getReason().toLowerCase(Locale.ROOT), e.getIndex() + 1);
        }
        String authority = url.getRawAuthority();
        boolean isHost = url.getHost() != null
                || authority != null && HOST.matcher(authority).matches();
        boolean isFile = "file".equalsIgnoreCase(url.getScheme());
        return isFile || isHost && url.getPort() <= HIGHEST_PORT ? "" : "it names no host and port";
    }
}
