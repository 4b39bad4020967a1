package io.ksail.spec.yaml;

import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.SpecMistake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong in a file, so that it can be said at once and in the file's order. */
final class Diagnostics {

    private static final int MOST_SHOWN = 20;
    private static final int MOST_KEPT = 1_000;

    private final SourceText source;
    private final List<SpecMistake> found = new ArrayList<>();
    private int count;

    Diagnostics(SourceText source) {
        this.source = source;
    }

    void add(Position position, String message, String remedy) {
        count++;
        if (found.size() == MOST_KEPT) {
            return;
        }
        found.add(new SpecMistake(
                source.name(), position.line(), position.column(), message, source.excerpt(position), remedy));
    }

    int count() {
        return count;
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<SpecMistake> shown = found.stream()
                .sorted(Comparator.comparingInt(SpecMistake::line).thenComparingInt(SpecMistake::column))
                .limit(MOST_SHOWN)
                .toList();
        throw new InvalidSpecException(source.name(), shown, count - shown.size());
    }
}
