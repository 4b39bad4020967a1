package io.ksail.spec.yaml;

import io.ksail.internal.Redaction;

/** Text of a file as a message shows it: short, on one line, printable. */
final class Quoted {

    private static final int LONGEST = 60;

    private Quoted() {}

    static String of(String text) {
        return "'" + clipped(text) + "'";
    }

    static String clipped(String text) {
        // Before it is cut, as a part of a credential is harder to tell.
        String harmless = Redaction.masked(text);
        String shown = harmless.length() <= LONGEST ? harmless : harmless.substring(0, LONGEST);
        return printable(shown.replace("\n", "\\n")) + (harmless.length() <= LONGEST ? "" : "…");
    }

    /** The same length, with a '?' for what would move the cursor or could not be seen. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL || type == Character.FORMAT;
            shown.append(c == '\t' ? ' ' : hidden ? '?' : c);
        }
        return shown.toString();
    }
}
