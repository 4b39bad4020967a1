package io.ksail.kubeconfig.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Failures of the file system as sentences; the messages of Java's own are often a path alone. */
final class IoWords {

    private IoWords() {}

    static String of(IOException failure) {
        if (!(failure instanceof FileSystemException e)) {
            return failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "access to %s is denied".formatted(e.getFile());
        }
        if (e instanceof NoSuchFileException) {
            return "%s does not exist".formatted(e.getFile());
        }
        if (e instanceof FileAlreadyExistsException) {
            return "%s is in the way".formatted(e.getFile());
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return "the file system of %s can't replace a file at once".formatted(e.getFile());
        }
        return "%s: %s".formatted(e.getFile(), e.getReason());
    }
}
