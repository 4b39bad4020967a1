package io.ksail.internal.host;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Redaction;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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

    /**
     * The token in a file, read again for every request.
     *
     * @throws HostUnavailableException if the file can't be read, or no HTTP header can hold what is in it
     */
    static OAuthTokenProvider inFile(Path file) {
        try {
            return new TokenFile(file, TokenFile.content(file));
        } catch (IOException e) {
            throw new HostUnavailableException(
                    "The token file %s can't be read".formatted(Redaction.quoted(file.toString())),
                    e instanceof NoSuchFileException ? "there is no such file" : TokenFile.reason(e),
                    "put a token there, or name another context of the host",
                    // It names the file once more, which may be the token itself, put where its path belongs.
                    null);
        }
    }

    private static String described(char character) {
        if (character == '\n' || character == '\r') {
            return "a line break";
        }
        return Character.isISOControl(character) ? "a control character" : "not an ASCII character";
    }

    /**
     * A token that somebody else keeps fresh in a file, as kubelet does in pods: read again for every request, which costs
     * microseconds. While the file can't be read, the last token is used. Thread-safe.
     */
    private static final class TokenFile implements OAuthTokenProvider {

        private final Path file;
        private volatile String last;

        private TokenFile(Path file, String first) {
            this.file = file;
            this.last = checked(file, first);
        }

        @Override
        public String getToken() {
            try {
                String now = content(file);
                last = now.equals(last) ? last : checked(file, now);
            } catch (IOException | HostUnavailableException e) {
                // Being replaced this moment, perhaps; a token that is too old gets its answer from the host.
                return last;
            }
            return last;
        }

        private static String checked(Path file, String token) {
            return BearerToken.checked(token, "in " + Redaction.quoted(file.toString()));
        }

        private static String reason(IOException e) {
            return e instanceof FileSystemException known && known.getReason() != null
                    ? known.getReason()
                    : e.getClass().getSimpleName();
        }

        private static String content(Path file) throws IOException {
            return Files.readString(file).strip();
        }

        @Override
        public String toString() {
            return "the token in " + Redaction.quoted(file.toString());
        }
    }
}
