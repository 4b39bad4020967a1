package io.ksail.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Kubeconfigs as people and programs write them: any indentation, order, quotes, comments, block or flow, line ends.
 * Each list has entries of its own, and may have those of one more name somewhere among them.
 */
final class RandomKubeconfig {

    /** Those between entries and fields. */
    static final List<String> COMMENTS = List.of("# a comment", "#", "# - name: k3k-demo", "# 😀: [\"'{");

    /** With those in entries, and behind something in the same line. */
    static final List<String> ALL_COMMENTS = Stream.concat(COMMENTS.stream(), Stream.of("# between", "# run", "# tail"))
            .toList();

    private final Random random;
    private final boolean json;
    private final String lineBreak;
    private final String text;
    private final boolean marked;

    /**
     * Makes one.
     *
     * @param present a name that each list has an entry of; empty for none
     */
    RandomKubeconfig(long seed, String present) {
        this.random = new Random(seed);
        this.json = random.nextInt(5) == 0;
        this.lineBreak = random.nextInt(4) == 0 ? "\r\n" : "\n";
        this.marked = random.nextInt(10) == 0;
        List<String> fields = new ArrayList<>();
        fields.add(json ? "\"apiVersion\": \"v1\"" : "apiVersion: v1\n");
        fields.add(json ? "\"kind\": \"Config\"" : "kind:   Config" + tail());
        fields.add(json ? "\"preferences\": {}" : "preferences: {}\n");
        fields.add(json ? "\"current-context\": \"ctx0\"" : "current-context: " + quoted("ctx0") + tail());
        if (!json) {
            fields.add("extensions:\n- name: x\n  extension: |+\n    # no comment\n     - name: a\n\n");
        }
        for (String list : List.of("clusters", "contexts", "users")) {
            fields.add(list(list, present));
        }
        Collections.shuffle(fields, random);
        String all = json
                ? "{" + pad() + String.join("," + pad(), fields) + pad() + "}\n"
                : comments(0) + String.join(comments(0), fields) + comments(0);
        all = random.nextInt(3) == 0 ? all.replaceFirst("\n$", "") : all;
        this.text = (marked ? "\uFEFF" : "") + all.replace("\n", lineBreak);
    }

    String text() {
        return text;
    }

    private String list(String key, String present) {
        String kind = key.substring(0, key.length() - 1);
        List<String> names = new ArrayList<>(IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> key + i)
                .toList());
        if (!present.isEmpty()) {
            names.add(random.nextInt(names.size() + 1), present);
        }
        if (json || random.nextInt(5) == 0) {
            return flowList(key, kind, names);
        }
        int column = 2 * random.nextInt(3);
        StringBuilder list = new StringBuilder(random.nextBoolean() ? key : "\"" + key + "\"");
        list.append(":").append(tail()).append(comments(column));
        for (String name : names) {
            String entry = random.nextInt(4) == 0
                    ? " ".repeat(column) + "- " + flowEntry(kind, name)
                    : blockEntry(kind, name, column);
            list.append(entry).append(tail()).append(comments(column + 2 * random.nextInt(2)));
        }
        return list.toString();
    }

    private String flowList(String key, String kind, List<String> names) {
        StringBuilder list = new StringBuilder(json ? "\"" + key + "\": [" : key + ": [");
        String pad = json ? pad() : random.nextBoolean() ? "\n    " : "";
        for (int i = 0; i < names.size(); i++) {
            list.append(pad).append(flowEntry(kind, names.get(i))).append(i + 1 < names.size() ? "," : "");
        }
        return list.append(pad)
                .append(json ? "]" : random.nextBoolean() ? ", ]\n" : "]\n")
                .toString();
    }

    private String flowEntry(String kind, String name) {
        String value = "{\"token\": \"%08x, ]}# é😀\"}".formatted(random.nextInt());
        return json || random.nextBoolean()
                ? "{\"name\": \"%s\", \"%s\": %s}".formatted(name, kind, value)
                : "{ %s: %s , name: %s}".formatted(kind, value, quoted(name));
    }

    private String blockEntry(String kind, String name, int column) {
        String gap = " ".repeat(1 + random.nextInt(3));
        String indent = "\n" + " ".repeat(column + 1 + gap.length());
        String nameField = "name: " + quoted(name);
        String valueField = kind + ":" + value(indent + " ".repeat(1 + random.nextInt(4)));
        boolean nameFirst = random.nextBoolean();
        String between = random.nextInt(4) == 0 ? indent + "# between" + indent : indent;
        String open = random.nextInt(6) == 0 ? "-" + indent : "-" + gap;
        return " ".repeat(column)
                + open
                + (nameFirst ? nameField + between + valueField : valueField + between + nameField);
    }

    private String value(String indent) {
        String id = "%08x".formatted(random.nextInt());
        return switch (random.nextInt(6)) {
            case 0 -> " {token: '%s'}".formatted(id);
            case 1 -> indent + "data: |" + indent + "  " + id + indent + "  - # x";
            case 2 -> indent + "data: >-" + indent + "  " + id + "\n" + indent + "  y";
            case 3 -> indent + "token: \"" + id + indent + "  folded 😀\"";
            case 4 -> indent + "exec:   # run" + indent + "  args: [a, b]" + indent + "  command: x" + id;
            default -> indent + "server: https://" + id + ":6443" + indent + "nothing:";
        };
    }

    private String quoted(String name) {
        return switch (random.nextInt(3)) {
            case 0 -> "'" + name + "'";
            case 1 -> "\"" + name + "\"";
            default -> name;
        };
    }

    private String pad() {
        return random.nextBoolean() ? "\n  " : " ";
    }

    private String tail() {
        return random.nextInt(4) == 0 ? "  # tail\n" : "\n";
    }

    private String comments(int column) {
        StringBuilder lines = new StringBuilder();
        while (random.nextInt(3) == 0) {
            lines.append(
                    random.nextBoolean()
                            ? "\n"
                            : " ".repeat(column) + COMMENTS.get(random.nextInt(COMMENTS.size())) + "\n");
        }
        return lines.toString();
    }
}
