package io.ksail;

import io.ksail.internal.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * The one family of errors: every failure says what was tried, what was seen, and what to do about it.
 *
 * <p>The message holds all three parts, so that a test report alone is enough to go on. Credentials in it are masked as
 * {@code ***}, and control characters are left out; a cause whose words need that too is replaced by a copy of it, with the
 * same stack trace, that has its words so.
 */
public class KsailException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was tried. */
    private final String tried;
    /** What was seen. */
    private final String seen;
    /** What to do. */
    private final String remedy;

    /**
     * Makes an error from its three parts.
     *
     * @param tried what was tried and did not work, as a sentence without its full stop
     * @param seen what was seen, in the words of the system that said it; may span lines
     * @param remedy what the reader can do about it
     */
    public KsailException(String tried, String seen, String remedy) {
        this(tried, seen, remedy, null);
    }

    /**
     * Makes an error from its three parts and its cause.
     *
     * @param tried what was tried and did not work, as a sentence without its full stop
     * @param seen what was seen, in the words of the system that said it; may span lines
     * @param remedy what the reader can do about it
     * @param cause the failure underneath, or null when there is none
     */
    public KsailException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        this(Parts.scrubbed(tried, seen, remedy), cause);
    }

    private KsailException(Parts parts, @Nullable Throwable cause) {
        super(parts.rendered(), Redaction.scrubbed(cause));
        this.tried = parts.tried;
        this.seen = parts.seen;
        this.remedy = parts.remedy;
    }

    /**
     * What was tried and did not work.
     *
     * @return a sentence without its full stop
     */
    public String tried() {
        return tried;
    }

    /**
     * What was seen, in the words of the system that said it.
     *
     * @return one or more lines
     */
    public String seen() {
        return seen;
    }

    /**
     * What the reader can do about it.
     *
     * @return one or more lines
     */
    public String remedy() {
        return remedy;
    }

    /** Parts that anybody may read. */
    private record Parts(String tried, String seen, String remedy) {

        static Parts scrubbed(String tried, String seen, String remedy) {
            return new Parts(Redaction.scrubbed(tried), Redaction.scrubbed(seen), Redaction.scrubbed(remedy));
        }

        String rendered() {
            return tried + System.lineSeparator() + part("seen", seen) + System.lineSeparator() + part("do", remedy);
        }

        private static String part(String label, String text) {
            String indent = " ".repeat(8);
            String body = text.strip().replace("\n", "\n" + indent);
            return "  " + (label + ":").concat(" ".repeat(6 - label.length() - 1)) + body;
        }
    }
}
