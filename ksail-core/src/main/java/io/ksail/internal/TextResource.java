package io.ksail.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts that lie beside a class in our own jar, such as the scripts that run in pods. */
public final class TextResource {

    private TextResource() {}

    /**
     * Reads a text.
     *
     * @param owner the class that it lies beside
     * @param name its file's name
     * @return all of it
     */
    public static String beside(Class<?> owner, String name) {
        try (InputStream text = owner.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
