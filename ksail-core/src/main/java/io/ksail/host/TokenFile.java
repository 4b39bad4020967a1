package io.ksail.host;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.ksail.internal.Redaction;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A token that somebody else keeps fresh in a file, as kubelet does in pods: read again for every request, which costs
 * microseconds. While the file can't be read, the last token is used. Thread-safe.
 */
final class TokenFile implements OAuthTokenProvider {

    private final Path file;
    private volatile String last;

    private TokenFile(Path file, String first) {
        this.file = file;
        this.last = checked(file, first);
    }

    static TokenFile read(Path file) {
        try {
            return new TokenFile(file, content(file));
        } catch (IOException e) {
            throw new HostUnavailableException(
                    "The token file %s can't be read".formatted(Redaction.quoted(file.toString())),
                    e instanceof NoSuchFileException ? "there is no such file" : reason(e),
                    "put a token there, or name another context of the host",
                    // It names the file once more, which may be the token itself, put where its path belongs.
                    null);
        }
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
