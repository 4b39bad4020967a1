package io.ksail.kubeconfig.file;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the parser complains of, in words of ours: its own may quote the file, and what can't be parsed may be part of a
 * credential.
 */
enum YamlProblem {
    TAB("\\(TAB\\).*|.*\\\\t.*", "a tab stands where YAML takes blanks only"),
    FORBIDDEN_START("found character .* that cannot start any token.*", "a value can't begin with this character"),
    COLON("mapping values are not allowed here", "a colon stands where no field can begin; check the indentation"),
    NO_COLON("could not find expected ':'", "a field without its colon ends here"),
    INDENTATION("expected <block end>, but found.*", "this does not fit the indentation of what is above"),
    BRACKET("expected ',' or .*", "a ',' or a closing bracket is missing before this"),
    QUOTE("found unexpected end of stream", "a quote is not closed before the end of the file"),
    ESCAPE("found unknown escape character.*", "a quoted text holds an escape that YAML does not know");

    private static final String UNKNOWN = "this is not YAML";

    private final Pattern problem;
    private final String words;

    YamlProblem(String problem, String words) {
        this.problem = Pattern.compile("(?s)" + problem);
        this.words = words;
    }

    static String words(@Nullable String problem) {
        for (YamlProblem known : values()) {
            if (problem != null && known.problem.matcher(problem).matches()) {
                return known.words;
            }
        }
        return UNKNOWN;
    }
}
