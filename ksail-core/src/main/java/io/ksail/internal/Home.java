package io.ksail.internal;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The directory of the user's own files, {@code ~}. */
public final class Home {

    private Home() {}

    /**
     * What kubectl takes for it too: the variable {@code HOME}, else what the JVM says. The JVM does not know the
     * variable, and in a container whose user has no entry in the password file it knows nothing else either.
     *
     * @return the directory, which need not exist
     */
    public static Path directory() {
        return directory(System::getenv);
    }

    static Path directory(Function<String, @Nullable String> environment) {
        String home = environment.apply("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    /**
     * Where KSail keeps what it can do without, {@code ~/.cache/ksail}; the variable {@code XDG_CACHE_HOME} beats {@code
     * ~/.cache}.
     *
     * @return the directory, which need not exist
     */
    public static Path cache() {
        return cache(System::getenv);
    }

    static Path cache(Function<String, @Nullable String> environment) {
        String cache = environment.apply("XDG_CACHE_HOME");
        Path base = cache == null || cache.isBlank() ? directory(environment).resolve(".cache") : Path.of(cache);
        return base.resolve("ksail");
    }
}
