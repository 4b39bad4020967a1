package io.ksail.internal;

import io.ksail.spec.InvalidSpecException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A path as somebody wrote it. */
public final class UserPath {

    private UserPath() {}

    /**
     * Takes a text for a path.
     *
     * @param text what was written
     * @return the path
     * @throws InvalidSpecException if it holds what no path holds on this system
     */
    public static Path of(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSpecException(
                    "The path '%s' can't be used".formatted(Redaction.quoted(text)),
                    "it holds a character that no path has here",
                    "leave that character out; a NUL may be what is left of a text in UTF-16");
        }
    }
}
