package io.ksail.spec;

import java.io.Serializable;

/**
 * One thing that is wrong in a file, and where.
 *
 * @param source the file, as it was named by whoever asked for it
 * @param line the line, from 1
 * @param column the column, from 1, counted in characters
 * @param message what is wrong: the field and what was found there, as one line
 * @param excerpt the line of the file, with a mark under what is meant; empty when the file has no such line
 * @param remedy what was expected, and the nearest name that would be right if there is one
 */
public record SpecMistake(String source, int line, int column, String message, String excerpt, String remedy)
        implements Serializable {

    /** The mistake as compilers print it: place and message, the line with a mark, and what was expected. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s\n%s    %s".formatted(source, line, column, message, excerpt, remedy);
    }
}
