package io.ksail.kubeconfig.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements of ranges of one text, given in its own places, in any order; at one place they stay in order. */
final class TextEdits {

    private record Edit(int start, int end, String replacement) {}

    private final KubeconfigText source;
    private final List<Edit> edits = new ArrayList<>();

    TextEdits(KubeconfigText source) {
        this.source = source;
    }

    void insert(int at, String text) {
        replace(at, at, text);
    }

    void replace(int start, int end, String text) {
        edits.add(new Edit(start, end, text));
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /** The text with all of them done. */
    String done() {
        StringBuilder result = new StringBuilder();
        int copied = 0;
        for (Edit edit :
                edits.stream().sorted(Comparator.comparingInt(Edit::start)).toList()) {
            if (edit.start() < copied) {
                throw source.refusal(edit.start(), "it is written in a form that can't be edited");
            }
            result.append(source.text(), copied, edit.start()).append(edit.replacement());
            copied = edit.end();
        }
        return result.append(source.text(), copied, source.text().length()).toString();
    }
}
