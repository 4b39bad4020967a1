package io.ksail.host;

import io.ksail.internal.Redaction;

/** The rule for tokens: what can't be sent in an HTTP header is refused here, as an HTTP client would print it whole. */
final class BearerToken {

    private BearerToken() {}

    /**
     * A token that can be sent, and is masked from now on.
     *
     * @param token the token, as it was read
     * @param source where it came from, such as {@code in /var/run/token}
     * @throws HostUnavailableException if no HTTP header can hold it
     */
    static String checked(String token, String source) {
        Redaction.remember(token);
        int at = 0;
        while (at < token.length() && token.charAt(at) >= ' ' && token.charAt(at) < '\u007f') {
            at++;
        }
        if (at < token.length()) {
            throw new HostUnavailableException(
                    "The token %s can't be used".formatted(source),
                    "its character %d is %s".formatted(at + 1, described(token.charAt(at))),
                    "give the token itself: one line of ASCII characters, without anything around it",
                    null);
        }
        return token;
    }

    private static String described(char character) {
        if (character == '\n' || character == '\r') {
            return "a line break";
        }
        return Character.isISOControl(character) ? "a control character" : "not an ASCII character";
    }
}
