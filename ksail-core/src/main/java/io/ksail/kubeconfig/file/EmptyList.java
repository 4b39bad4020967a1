package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;

/** A key in a block whose list is null or {@code []}: what stands there gives way to lines below. */
final class EmptyList implements EntryList {

    private final KubeconfigText source;
    private final int afterKey;
    private final YamlPart value;
    private final int column;
    private final TextEdits edits;

    /**
     * @param afterKey the place behind the colon of the list's key
     * @param column where the keys of the file begin in their lines
     */
    EmptyList(KubeconfigText source, int afterKey, YamlPart value, int column, TextEdits edits) {
        this.source = source;
        this.afterKey = afterKey;
        this.value = value;
        this.column = column;
        this.edits = edits;
    }

    @Override
    public void append(Fields entry) {
        String lineBreak = source.lineBreak();
        edits.replace(afterKey, value.end(), "");
        edits.insert(
                source.lineEnd(value.end()),
                lineBreak + " ".repeat(column) + BlockList.lines(entry, lineBreak, column));
    }
}
