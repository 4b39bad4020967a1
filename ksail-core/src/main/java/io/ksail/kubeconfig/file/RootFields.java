package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Field;
import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import io.ksail.kubeconfig.file.YamlPart.Scalar;
import io.ksail.kubeconfig.file.YamlPart.Type;

/** The fields of a kubeconfig file, in a block or in braces, and the edits that change them. */
final class RootFields {

    private final KubeconfigText source;
    private final Fields root;
    private final TextEdits edits;
    private boolean empty;

    RootFields(KubeconfigText source, Fields root, TextEdits edits) {
        this.source = source;
        this.root = root;
        this.edits = edits;
        this.empty = root.fields().isEmpty();
    }

    /**
     * One of the lists.
     *
     * @throws io.ksail.KsailException if there is something else under the key
     */
    EntryList list(String key) {
        Field field = root.field(key).orElse(null);
        if (field == null) {
            return new AbsentList(entry -> addList(key, entry));
        }
        YamlPart value = field.value();
        boolean nothing = value instanceof Scalar scalar && scalar.type() == Type.NULL;
        if (!root.flow() && (nothing || isEmptyList(value)) && isAloneOnItsLine(field)) {
            return new EmptyList(source, afterKey(field), value, column(), edits);
        }
        if (nothing) {
            return new AbsentList(entry -> edits.replace(value.start(), value.end(), padded(value, json(entry))));
        }
        if (value instanceof Items list) {
            return list.flow()
                    ? new FlowList(source, list, edits)
                    : new BlockList(source, list, afterKey(field), edits);
        }
        throw source.refusal(value.start(), "%s is not a list that can be edited".formatted(key));
    }

    private boolean isEmptyList(YamlPart value) {
        return value instanceof Items list
                && list.items().isEmpty()
                && source.text().substring(list.start(), list.end()).matches("\\[ *]");
    }

    /** Whether the value is in the line of its key, and nothing but a comment is behind it. */
    private boolean isAloneOnItsLine(Field field) {
        int afterKey = afterKey(field);
        int end = field.value().end();
        return source.beginsLine(field.key().start())
                && source.lineEnd(afterKey) == source.lineEnd(end)
                && source.text().substring(end, source.lineEnd(end)).strip().matches("(#.*)?")
                && source.text().substring(afterKey, field.value().start()).isBlank();
    }

    private int afterKey(Field field) {
        return source.afterFiller(field.key().end()) + 1;
    }

    private int column() {
        return source.column(root.fields().get(0).key().start());
    }

    private void addList(String key, Fields entry) {
        if (root.flow()) {
            add(YamlText.quoted(key) + ": " + json(entry));
        } else {
            String lineBreak = source.lineBreak();
            add(key + ":" + lineBreak + " ".repeat(column()) + BlockList.lines(entry, lineBreak, column()));
        }
    }

    private static String json(Fields entry) {
        return "[" + YamlText.json(entry) + "]";
    }

    private static String padded(YamlPart value, String text) {
        return value.start() == value.end() ? " " + text : text;
    }

    /** Gives a field that is one word a value; adds the field if there is none. */
    void set(String key, String word) {
        Field field = root.field(key).orElse(null);
        if (field == null) {
            add(root.flow() ? YamlText.quoted(key) + ": " + YamlText.quoted(word) : key + ": " + YamlText.text(word));
        } else if (!(field.value().resolved() instanceof Scalar)) {
            throw source.refusal(field.value().start(), "%s is not a text".formatted(key));
        } else if (!field.value().asText().orElse("").equals(word)) {
            YamlPart value = field.value();
            String text = asQuotedAs(source.text().substring(value.start(), value.end()), word);
            edits.replace(value.start(), value.end(), padded(value, text));
        }
    }

    private String asQuotedAs(String before, String word) {
        String text = YamlText.text(word);
        if (text.equals(word) && before.startsWith("'")) {
            return "'" + word + "'";
        }
        return root.flow() || before.startsWith("\"") ? YamlText.quoted(word) : text;
    }

    private void add(String field) {
        if (!root.flow()) {
            int column = column();
            if (!source.beginsLine(root.fields().get(0).key().start())) {
                throw source.refusal(root.start(), "the fields are written in a form that can't be added to");
            }
            edits.insert(source.endWithComments(root.end(), column), source.lineBreak() + " ".repeat(column) + field);
        } else if (root.fields().isEmpty()) {
            edits.insert(root.end() - 1, (empty ? "" : ", ") + field);
            empty = false;
        } else {
            Field last = root.fields().get(root.fields().size() - 1);
            int end = Math.max(last.key().end(), last.value().end());
            edits.insert(end, flowSeparator(last) + field);
        }
    }

    private String flowSeparator(Field last) {
        int size = root.fields().size();
        int before = size == 1
                ? source.afterFiller(source.afterProperties(root.start())) + 1
                : root.fields().get(size - 2).value().end();
        String between = source.text().substring(before, last.key().start());
        String separator = size == 1 ? "," + between : between;
        return separator.strip().equals(",") && separator.length() > 1 ? separator : ", ";
    }
}
