package io.ksail.junit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * Which fields hold something of ours now, of which cluster, and for whom. A static field is one for all classes that
 * inherit it, and an instance may be one for all tests of its class. Who wants the same there shares it, until the last
 * one leaves; who wants something else is refused, as long as others run with it. Thread-safe.
 */
final class HeldFields {

    private final Map<Place, Holding> held = new HashMap<>();

    /**
     * What a value is of: equal for what can be shared.
     *
     * @param cluster the cluster, or the host
     * @param namespace which of its namespaces is used by default
     */
    record Source(Object cluster, Optional<Object> namespace) {}

    /**
     * A field of one instance, or of none.
     *
     * @param field the field
     * @param instance null for a static one
     */
    private record Place(Field field, @Nullable Object instance) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && place.instance == instance && place.field.equals(field);
        }

        @Override
        public int hashCode() {
            return 31 * field.hashCode() + System.identityHashCode(instance);
        }
    }

    /** What is in a field. */
    private static final class Holding {
        private final Source source;
        private final List<String> holders = new ArrayList<>();
        private boolean filled;

        Holding(Source source) {
            this.source = source;
        }
    }

    /** One scope's hold on a field, from before there is a value until the scope's end. */
    final class Hold {
        private final TestElement element;
        private final Place place;
        private final Holding holding;
        private final String holder;

        private Hold(TestElement element, Place place, Holding holding, String holder) {
            this.element = element;
            this.place = place;
            this.holding = holding;
            this.holder = holder;
        }

        TestElement element() {
            return element;
        }

        /** Sets the field, unless somebody who shares it has done so. */
        void fill(Supplier<Object> value) {
            if (isFilled()) {
                return;
            }
            Object made = value.get();
            synchronized (HeldFields.this) {
                if (!holding.filled) {
                    FieldAccess.set(element, place.field(), place.instance(), made);
                    holding.filled = true;
                }
            }
        }

        private boolean isFilled() {
            synchronized (HeldFields.this) {
                return holding.filled;
            }
        }

        /** The field is null again when nobody else holds it: the next one may have another cluster. */
        void release() {
            synchronized (HeldFields.this) {
                holding.holders.remove(holder);
                if (holding.holders.isEmpty() && held.remove(place, holding) && holding.filled) {
                    FieldAccess.set(element, place.field(), place.instance(), null);
                }
            }
        }
    }

    /** Those of a test run. */
    static HeldFields of(ExtensionContext context) {
        return (HeldFields) context.getStore(StoreScope.LAUNCHER_SESSION, Stored.NAMESPACE)
                .getOrComputeIfAbsent(HeldFields.class, key -> new Stored<>(new HeldFields(), () -> {}), Stored.class)
                .value();
    }

    /**
     * Takes hold of a field. What a class has set itself stays; with a mark, it can only be a mistake.
     *
     * @param instance null for a static field
     * @param source what its value will be of
     * @param holder what to call the scope in a message
     * @return empty when the class has set it itself
     */
    synchronized Optional<Hold> hold(Field field, @Nullable Object instance, Source source, String holder) {
        TestElement element = TestElement.of(field);
        Place place = new Place(field, instance);
        Holding holding = held.get(place);
        if (holding == null) {
            if (!Injection.isMarked(element) && FieldAccess.get(element, field, instance) != null) {
                return Optional.empty();
            }
            holding = new Holding(source);
            held.put(place, holding);
        } else if (!holding.source.equals(source)) {
            throw refusal(element, holding.holders.get(0));
        }
        holding.holders.add(holder);
        return Optional.of(new Hold(element, place, holding, holder));
    }

    private static RuntimeException refusal(TestElement element, String holder) {
        return element.place() == TestElement.Place.STATIC_FIELD
                ? element.cannotBeInjected(
                        "it is static, and holds something of another cluster or namespace for %s, which has not ended"
                                .formatted(holder),
                        "make it an instance field, or ask for a parameter; or keep the classes apart (@ResourceLock, @Isolated,"
                                + " @Execution(ExecutionMode.SAME_THREAD)), or have them share one cluster (scope = SUITE)")
                : element.cannotBeInjected(
                        "tests share its instance, and it holds something of %s, which has not ended".formatted(holder),
                        "ask for a parameter of the test; or leave @TestInstance(PER_CLASS) out, or keep the tests apart"
                                + " (@ResourceLock, @Execution(ExecutionMode.SAME_THREAD))");
    }
}
