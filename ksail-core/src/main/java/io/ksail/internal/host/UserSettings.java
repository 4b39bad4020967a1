package io.ksail.internal.host;

import io.ksail.host.HostRequest;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a developer says once for all projects, in {@code ~/.ksail.properties}.
 *
 * @param hostKeepFor how long an embedded host stays; empty when the file does not say
 * @param pool how many clusters wait on a host; empty when the file does not say
 */
public record UserSettings(Optional<Duration> hostKeepFor, OptionalInt pool) {

    static final String FILE = ".ksail.properties";

    private static final String HOST_KEEP_FOR = "ksail.host.keepFor";
    private static final String POOL = "ksail.pool";

    /**
     * Reads the file, if it is there.
     *
     * @param home the user's own directory
     * @return what it says
     * @throws InvalidSpecException if it can't be read, or says what is not understood
     */
    public static UserSettings in(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return new UserSettings(Optional.empty(), OptionalInt.empty());
        }
        Properties properties = read(file);
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(Set.of(HOST_KEEP_FOR, POOL));
        if (!unknown.isEmpty()) {
            throw unusable(
                    file,
                    "there is no setting " + Redaction.quoted(unknown.iterator().next()),
                    "correct or remove it; known are %s and %s".formatted(HOST_KEEP_FOR, POOL));
        }
        return new UserSettings(
                given(properties, HOST_KEEP_FOR).map(text -> duration(file, text)),
                given(properties, POOL)
                        .map(text -> OptionalInt.of(number(file, text)))
                        .orElseGet(OptionalInt::empty));
    }

    private static Optional<String> given(Properties properties, String key) {
        return Optional.ofNullable(properties.getProperty(key))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** The request, where what nobody said is as the file says. */
    HostRequest completed(HostRequest request) {
        return request.keepFor().isPresent()
                ? request
                : hostKeepFor.map(request::withKeepFor).orElse(request);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, Causes.message(e), "correct it, or remove it");
        }
    }

    private static Duration duration(Path file, String text) {
        return Durations.parse(text)
                .filter(time -> !time.isNegative())
                .orElseThrow(() -> unusable(
                        file,
                        "%s=%s is no time that a host can be kept for".formatted(HOST_KEEP_FOR, Redaction.quoted(text)),
                        "write it like 30m or 8h"));
    }

    private static int number(Path file, String text) {
        if (!text.matches("\\d{1,3}")) {
            throw unusable(
                    file,
                    "%s=%s is no number of clusters".formatted(POOL, Redaction.quoted(text)),
                    "write it like 2, or 0 for none");
        }
        return Integer.parseInt(text);
    }

    private static InvalidSpecException unusable(Path file, String seen, String remedy) {
        return new InvalidSpecException("The user's settings %s can't be used".formatted(file), seen, remedy);
    }
}
