package io.ksail.spec;

import io.ksail.KsailException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What was asked for is not available, whatever the host: a name, a version or a combination that makes no sense. */
public class InvalidSpecException extends KsailException {

    private static final long serialVersionUID = 1L;

    private final ArrayList<SpecMistake> mistakes;

    /**
     * Makes an error about something that was asked for.
     *
     * @param tried what was asked for
     * @param seen what is wrong with it
     * @param remedy what would be right
     */
    public InvalidSpecException(String tried, String seen, String remedy) {
        super(tried, seen, remedy);
        this.mistakes = new ArrayList<>();
    }

    /**
     * Makes an error about a file.
     *
     * @param source the file, as it was named by whoever asked for it
     * @param mistakes what is wrong in it, in the file's order
     * @param more how many mistakes there are beyond those
     */
    public InvalidSpecException(String source, List<SpecMistake> mistakes, int more) {
        super("%s can't be used".formatted(source), list(mistakes, more), remedy(mistakes.size() + more));
        this.mistakes = new ArrayList<>(mistakes);
    }

    /**
     * The mistakes one by one, when a file was read.
     *
     * @return in the file's order; empty when what is wrong was not in a file
     */
    public List<SpecMistake> mistakes() {
        return Collections.unmodifiableList(mistakes);
    }

    private static String list(List<SpecMistake> mistakes, int more) {
        return mistakes.stream().map(SpecMistake::toString).collect(Collectors.joining("\n"))
                + (more == 0 ? "" : "\n… and %d more".formatted(more));
    }

    private static String remedy(int count) {
        return count == 1 ? "correct this place" : "correct these %d places".formatted(count);
    }
}
