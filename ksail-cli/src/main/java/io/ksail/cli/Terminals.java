package io.ksail.cli;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of the process can show.
 *
 * @param colouredOut whether results may have colours
 * @param colouredErr whether messages may have colours
 * @param live whether a line of messages may be written over
 * @param columns how many characters fit a line; a terminal that does not know says 0
 */
record Terminals(boolean colouredOut, boolean colouredErr, boolean live, int columns) {

    private static final int USUAL_COLUMNS = 80;

    /** Nothing but text. */
    static final Terminals NONE = new Terminals(false, false, false, USUAL_COLUMNS);

    private static final int LEAST_COLUMNS = 20;

    /**
     * The customs that others follow too: no colours with {@code NO_COLOR} (no-color.org), no escape codes at all with
     * {@code TERM=dumb}.
     */
    static Terminals of(boolean out, boolean err, int columns, UnaryOperator<@Nullable String> environment) {
        boolean capable = Optional.ofNullable(environment.apply("TERM"))
                .filter(term -> !term.isEmpty() && !term.equals("dumb"))
                .isPresent();
        boolean colourful = capable
                && Optional.ofNullable(environment.apply("NO_COLOR"))
                        .filter(value -> !value.isEmpty())
                        .isEmpty();
        return new Terminals(
                out && colourful, err && colourful, err && capable, columns < LEAST_COLUMNS ? USUAL_COLUMNS : columns);
    }
}
