package io.ksail.kubeconfig.file;

import io.ksail.KsailException;
import java.nio.file.Path;

/** The text of a kubeconfig file, without byte order mark, and the path by which the user knows the file. */
record KubeconfigText(Path file, String text) {

    /** Names the file only, so that no credential ends in a log. */
    @Override
    public String toString() {
        return "text of " + file;
    }

    /** Says why the file is left as it is. Never quotes the text, which holds credentials. */
    KsailException refusal(int index, String reason) {
        int line = 1;
        for (int at = 0; at < lineStart(index); at++) {
            line += isBreak(text.charAt(at)) && breakLength(at) == 1 ? 1 : 0;
        }
        int column = text.codePointCount(lineStart(index), index) + 1;
        return refusal("line %d, column %d: %s".formatted(line, column, reason));
    }

    /** Says why the file is left as it is. */
    KsailException refusal(String reason) {
        return new KsailException(
                "The kubeconfig file %s can't be edited".formatted(file),
                reason,
                "correct the file, or name another one; it was left as it is");
    }

    /** How lines end in this file. */
    String lineBreak() {
        int end = lineEnd(0);
        return end < text.length() && breakLength(end) == 2 ? "\r\n" : "\n";
    }

    /** Where the line begins that a place is in. */
    int lineStart(int index) {
        int at = index;
        while (at > 0 && !isBreak(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Where the line ends that a place is in, without its line break. */
    int lineEnd(int index) {
        int at = index;
        while (at < text.length() && !isBreak(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the line before ends that a place is in; the beginning of the text if there is none. */
    int previousLineEnd(int index) {
        int start = lineStart(index);
        boolean two = start > 1 && text.charAt(start - 1) == '\n' && text.charAt(start - 2) == '\r';
        return Math.max(0, start - (two ? 2 : 1));
    }

    /** How many characters stand before a place in its line. */
    int column(int index) {
        return index - lineStart(index);
    }

    /** Whether nothing but blanks stands before a place in its line. */
    boolean beginsLine(int index) {
        return text.substring(lineStart(index), index).isBlank();
    }

    /** The next place that is neither blank, nor a line break, nor in a comment. */
    int afterFiller(int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = lineEnd(at);
            } else if (c == ' ' || c == '\t' || isBreak(c)) {
                at++;
            } else {
                return at;
            }
        }
        return at;
    }

    /** The end of the anchor and the tag that stand at a place; the place itself if there is none. */
    int afterProperties(int from) {
        int end = from;
        int at = from;
        while (at < text.length() && (text.charAt(at) == '&' || text.charAt(at) == '!')) {
            while (at < text.length() && text.charAt(at) != ' ' && !isBreak(text.charAt(at))) {
                at++;
            }
            end = at;
            at = afterFiller(at);
        }
        return end;
    }

    /** The end of the last line of what ends at a place and of the comments below it that are indented deeper. */
    int endWithComments(int end, int column) {
        int last = lineEnd(end);
        int at = last;
        while (at < text.length()) {
            at += breakLength(at);
            int next = lineEnd(at);
            String line = text.substring(at, next);
            String words = line.strip();
            if (words.startsWith("#") && line.indexOf('#') > column) {
                last = next;
            } else if (!words.isEmpty()) {
                break;
            }
            at = next;
        }
        return last;
    }

    private int breakLength(int at) {
        return text.startsWith("\r\n", at) ? 2 : 1;
    }

    /** The line breaks of YAML 1.1, which is what kubectl and this parser read. */
    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }
}
