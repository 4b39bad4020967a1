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
final class FieldClaims {

    private final Map<Place, ClaimedField> claims = new HashMap<>();

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
    private static final class ClaimedField {
        private final Source source;
        private final List<String> claimants = new ArrayList<>();
        private boolean filled;

        ClaimedField(Source source) {
            this.source = source;
        }
    }

    /** One scope's hold on a field, from before there is a value until the scope's end. */
    final class Claim {
        private final TestElement element;
        private final Place place;
        private final ClaimedField claimed;
        private final String claimant;

        private Claim(TestElement element, Place place, ClaimedField claimed, String claimant) {
            this.element = element;
            this.place = place;
            this.claimed = claimed;
            this.claimant = claimant;
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
            synchronized (FieldClaims.this) {
                if (!claimed.filled) {
                    element.set(place.instance(), made);
                    claimed.filled = true;
                }
            }
        }

        private boolean isFilled() {
            synchronized (FieldClaims.this) {
                return claimed.filled;
            }
        }

        /** The field is null again when nobody else holds it: the next one may have another cluster. */
        void release() {
            synchronized (FieldClaims.this) {
                claimed.claimants.remove(claimant);
                if (claimed.claimants.isEmpty() && claims.remove(place, claimed) && claimed.filled) {
                    element.set(place.instance(), null);
                }
            }
        }
    }

    /** Those of a test run. */
    static FieldClaims of(ExtensionContext context) {
        return (FieldClaims) context.getStore(StoreScope.LAUNCHER_SESSION, StoredResource.NAMESPACE)
                .getOrComputeIfAbsent(
                        FieldClaims.class,
                        key -> new StoredResource<>(new FieldClaims(), () -> {}),
                        StoredResource.class)
                .value();
    }

    /**
     * Takes hold of a field. What a class has set itself stays; with a mark, it can only be a mistake.
     *
     * @param instance null for a static field
     * @param source what its value will be of
     * @param claimant what to call the scope in a message
     * @return empty when the class has set it itself
     */
    synchronized Optional<Claim> claim(Field field, @Nullable Object instance, Source source, String claimant) {
        TestElement element = TestElement.of(field);
        Place place = new Place(field, instance);
        ClaimedField claimed = claims.get(place);
        if (claimed == null) {
            if (!Injection.isMarked(element) && element.get(instance) != null) {
                return Optional.empty();
            }
            claimed = new ClaimedField(source);
            claims.put(place, claimed);
        } else if (!claimed.source.equals(source)) {
            throw refusal(element, claimed.claimants.get(0));
        }
        claimed.claimants.add(claimant);
        return Optional.of(new Claim(element, place, claimed, claimant));
    }

    private static RuntimeException refusal(TestElement element, String claimant) {
        return element.place() == TestElement.Place.STATIC_FIELD
                ? element.cannotBeInjected(
                        "it is static, and holds something of another cluster or namespace for %s, which has not ended"
                                .formatted(claimant),
                        "make it an instance field, or ask for a parameter; or keep the classes apart (@ResourceLock, @Isolated,"
                                + " @Execution(ExecutionMode.SAME_THREAD)), or have them share one cluster (scope = SUITE)")
                : element.cannotBeInjected(
                        "tests share its instance, and it holds something of %s, which has not ended"
                                .formatted(claimant),
                        "ask for a parameter of the test; or leave @TestInstance(PER_CLASS) out, or keep the tests apart"
                                + " (@ResourceLock, @Execution(ExecutionMode.SAME_THREAD))");
    }
}
