package io.ksail.host;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
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
        this.last = first;
    }

    static TokenFile read(Path file) {
        try {
            return new TokenFile(file, content(file));
        } catch (IOException e) {
            throw new HostUnavailableException(
                    "The token file %s can't be read".formatted(file),
                    e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage()),
                    "put a token there, or name another context of the host",
                    e);
        }
    }

    @Override
    public String getToken() {
        try {
            last = content(file);
        } catch (IOException e) {
            // Being replaced this moment, perhaps; a token that is too old gets its answer from the host.
            return last;
        }
        return last;
    }

    private static String content(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    @Override
    public String toString() {
        return "the token in " + file;
    }
}
