package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list whose entries begin with a dash. An entry is its lines, from the one with the dash to the last one that has
 * something of it; it is added and removed together with the line break before it, so that one undoes the other.
 */
final class BlockList implements EntryList {

    private final KubeconfigText source;
    private final Items list;
    private final int beginning;
    private final List<Integer> dashes = new ArrayList<>();
    private final TextEdits edits;

    /**
     * @param afterKey the place behind the colon of the list's key
     */
    BlockList(KubeconfigText source, Items list, int afterKey, TextEdits edits) {
        this.source = source;
        this.list = list;
        int afterProperties = source.afterProperties(list.start());
        this.beginning = afterProperties == list.start() ? afterKey : afterProperties;
        this.edits = edits;
        int from = beginning;
        for (YamlPart item : list.items()) {
            dashes.add(dashAfter(from));
            from = item.end();
        }
    }

    private int dashAfter(int from) {
        int dash = source.afterFiller(from);
        if (!source.text().startsWith("-", dash) || !source.beginsLine(dash)) {
            throw source.refusal(dash, "this list is written in a form that can't be edited");
        }
        return dash;
    }

    @Override
    public List<YamlPart> items() {
        return list.items();
    }

    @Override
    public void append(Fields entry) {
        int column = source.column(dashes.get(0));
        String lineBreak = source.lineBreak();
        edits.insert(
                source.endWithComments(list.end(), column),
                lineBreak + " ".repeat(column) + lines(entry, lineBreak, column));
    }

    @Override
    public void replace(int index, Fields entry) {
        int dash = dashes.get(index);
        edits.replace(dash, list.items().get(index).end(), lines(entry, source.lineBreak(), source.column(dash)));
    }

    @Override
    public void remove(Set<Integer> indexes) {
        if (indexes.size() == dashes.size()) {
            edits.insert(beginning, " []");
        }
        for (int index : indexes) {
            edits.replace(
                    source.previousLineEnd(dashes.get(index)),
                    source.lineEnd(list.items().get(index).end()),
                    "");
        }
    }

    /** An entry with its dash. */
    static String lines(Fields entry, String lineBreak, int column) {
        return "- " + YamlText.lines(entry, lineBreak, " ".repeat(column + 2));
    }
}
