package io.ksail.cli;

import io.ksail.internal.Redaction;

/**
 * Colours where there may be some.
 *
 * @param coloured whether escape codes are written
 */
record Style(boolean coloured) {

    static final Style PLAIN = new Style(false);

    String good(String text) {
        return in("32", text);
    }

    String bad(String text) {
        return in("31", text);
    }

    String waiting(String text) {
        return in("33", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Text of somebody else's without credentials, and without anything that a terminal would act on. */
    static String printable(String text) {
        return Redaction.scrubbed(text);
    }
}
