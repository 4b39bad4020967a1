package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Field;
import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import io.ksail.kubeconfig.file.YamlPart.Scalar;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Whether parts mean the same, however they are written; the order of fields means nothing. */
final class SameContent {

    /** Aliases make parts meet again and again. */
    private final Map<YamlPart, YamlPart> proven = new IdentityHashMap<>();

    private SameContent() {}

    static boolean of(YamlPart one, YamlPart other) {
        return new SameContent().same(one, other);
    }

    static boolean of(List<YamlPart> ones, List<YamlPart> others) {
        return new SameContent().same(ones, others);
    }

    private boolean same(YamlPart oneOrAlias, YamlPart otherOrAlias) {
        YamlPart one = oneOrAlias.resolved();
        YamlPart other = otherOrAlias.resolved();
        if (proven.get(one) == other) {
            return true;
        }
        boolean same = one instanceof Scalar scalar && other instanceof Scalar otherScalar && same(scalar, otherScalar)
                || one instanceof Items list && other instanceof Items others && same(list.items(), others.items())
                || one instanceof Fields fields && other instanceof Fields others && same(fields, others);
        if (same) {
            proven.put(one, other);
        }
        return same;
    }

    private boolean same(List<YamlPart> ones, List<YamlPart> others) {
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            if (!same(ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean same(Fields ones, Fields others) {
        if (ones.fields().size() != others.fields().size()) {
            return false;
        }
        for (Field field : ones.fields()) {
            if (others.fields().stream().noneMatch(other -> same(field.key(), other.key()) && same(field, other))) {
                return false;
            }
        }
        return true;
    }

    private boolean same(Field one, Field other) {
        return same(one.value(), other.value());
    }

    private static boolean same(Scalar one, Scalar other) {
        return one.type() == other.type() && text(one).equals(text(other));
    }

    private static String text(Scalar scalar) {
        if (scalar.type() == YamlPart.Type.NULL) {
            return "";
        }
        // Lines at the end of a file that has no last line break get one when something is added below.
        return scalar.block() ? scalar.value().replaceFirst("\n$", "") : scalar.value();
    }
}
