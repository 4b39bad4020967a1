package io.ksail.spec;

import io.ksail.internal.Redaction;

/** The rule for free text: one line of printable characters, so that it can be shown and written anywhere. */
final class OneLine {

    private static final int MAX_LENGTH = 4_000;

    private OneLine() {}

    static String require(String field, String text) {
        String seen = text.isBlank()
                ? "it is blank"
                : text.length() > MAX_LENGTH
                        ? "it has more than %d characters".formatted(MAX_LENGTH)
                        : text.codePoints().allMatch(OneLine::isPrintable) ? "" : "it holds a control character";
        if (!seen.isEmpty()) {
            throw new InvalidSpecException(
                    "The %s '%.40s' can't be used"
                            .formatted(field, Redaction.masked(text).replaceAll("\\p{Cntrl}", "?")),
                    seen,
                    "give one line of text, or leave it out");
        }
        return text;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
