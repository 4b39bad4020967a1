package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import java.util.List;
import java.util.Set;

/** A list in brackets, as in JSON. What separates entries is repeated when one is added. */
final class FlowList implements EntryList {

    private final KubeconfigText source;
    private final Items list;
    private final TextEdits edits;

    FlowList(KubeconfigText source, Items list, TextEdits edits) {
        this.source = source;
        this.list = list;
        this.edits = edits;
    }

    @Override
    public List<YamlPart> items() {
        return list.items();
    }

    @Override
    public void append(Fields entry) {
        if (list.items().isEmpty()) {
            edits.insert(list.end() - 1, YamlText.json(entry));
        } else {
            edits.insert(endOf(list.items().size() - 1), separator() + YamlText.json(entry));
        }
    }

    private String separator() {
        int last = list.items().size() - 1;
        String before = last == 0
                ? "," + source.text().substring(opened(), startOf(0))
                : source.text().substring(endOf(last - 1), startOf(last));
        boolean simple = before.strip().equals(",");
        return simple && before.length() > 1 ? before : ", ";
    }

    @Override
    public void replace(int index, Fields entry) {
        edits.replace(startOf(index), endOf(index), YamlText.json(entry));
    }

    @Override
    public void remove(Set<Integer> indexes) {
        int size = list.items().size();
        if (indexes.size() == size && !hasComment(opened(), list.end())) {
            edits.replace(opened(), list.end() - 1, "");
            return;
        }
        boolean keptBefore = false;
        for (int index = 0; index < size; index++) {
            if (!indexes.contains(index)) {
                keptBefore = true;
            } else if (keptBefore && !hasComment(endOf(index - 1), startOf(index))) {
                edits.replace(endOf(index - 1), endOf(index), "");
            } else if (!keptBefore && index + 1 < size && !hasComment(endOf(index), startOf(index + 1))) {
                edits.replace(startOf(index), startOf(index + 1), "");
            } else {
                removeBetweenComments(index);
            }
        }
    }

    /** Leaves comments where they are; a comma behind the last entry is allowed wherever comments are. */
    private void removeBetweenComments(int index) {
        edits.replace(startOf(index), endOf(index), "");
        int comma = source.afterFiller(endOf(index));
        if (source.text().startsWith(",", comma)) {
            edits.replace(comma, comma + 1, "");
        }
    }

    private boolean hasComment(int from, int to) {
        return source.text().substring(from, to).contains("#");
    }

    private int opened() {
        return source.afterFiller(source.afterProperties(list.start())) + 1;
    }

    private int startOf(int index) {
        return list.items().get(index).start();
    }

    private int endOf(int index) {
        return list.items().get(index).end();
    }
}
