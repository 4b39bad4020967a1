package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;
import java.util.function.Consumer;

/**
 * A list that the file has no text for.
 *
 * @param writer makes it, with its first entry
 */
record AbsentList(Consumer<Fields> writer) implements EntryList {

    @Override
    public void append(Fields entry) {
        writer.accept(entry);
    }
}
