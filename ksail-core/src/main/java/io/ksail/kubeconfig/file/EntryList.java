package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;
import java.util.List;
import java.util.Set;

/** One of the lists of a kubeconfig as it is written in the file, and the edits that change it. */
sealed interface EntryList permits BlockList, FlowList, EmptyList, AbsentList {

    /** What the list holds before any edit. */
    default List<YamlPart> items() {
        return List.of();
    }

    /** Adds an entry behind the last one. */
    void append(Fields entry);

    /** Writes an entry in the place of another. */
    default void replace(int index, Fields entry) {
        throw new IndexOutOfBoundsException(index);
    }

    /** Takes entries out. */
    default void remove(Set<Integer> indexes) {
        if (!indexes.isEmpty()) {
            throw new IndexOutOfBoundsException(indexes.iterator().next());
        }
    }
}
