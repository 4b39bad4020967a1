package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.Field;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FieldClaimsTest {

    private static final Config ONE = Config.empty();
    private static final Config ANOTHER = Config.empty();
    private static final FieldClaims.Source OF_ONE_CLUSTER = of("one", null);
    private static final FieldClaims.Source OF_ANOTHER = of("another", null);

    private final FieldClaims claims = new FieldClaims();

    @AfterEach
    void forget() {
        BaseTestCases.config = null;
        BaseTestCases.marked = null;
    }

    @Test
    void who_runs_on_the_same_cluster_shares_a_static_field_until_the_last_one_leaves() {
        FieldClaims.Claim first = claim("config", null, OF_ONE_CLUSTER, "A");
        FieldClaims.Claim second = claim("config", null, of("one", null), "B");
        first.fill(() -> ONE);
        second.fill(() -> ANOTHER);
        assertThat(BaseTestCases.config).as("nobody's is exchanged").isSameAs(ONE);
        first.release();
        assertThat(BaseTestCases.config).isSameAs(ONE);
        second.release();
        assertThat(BaseTestCases.config).isNull();
    }

    @Test
    void who_runs_on_another_cluster_at_the_same_time_is_refused_with_who_holds_it_and_how_to_write_it() {
        for (String field : new String[] {"config", "marked"}) {
            FieldClaims.Claim first = claim(field, null, OF_ONE_CLUSTER, "com.example.A");
            assertThatThrownBy(() -> claim(field, null, OF_ANOTHER, "B"))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContainingAll(
                            "Field '%s' of %s can't be injected".formatted(field, BaseTestCases.class.getName()),
                            "com.example.A, which has not ended",
                            "instance field",
                            "scope = SUITE");
            first.fill(() -> ONE);
            assertThatThrownBy(() -> claim(field, null, OF_ANOTHER, "B")).isInstanceOf(InvalidSpecException.class);
            assertThatThrownBy(() -> claim(field, null, of("one", "its own namespace"), "B"))
                    .isInstanceOf(InvalidSpecException.class);
            first.release();
        }
    }

    @Test
    void who_comes_afterwards_has_it() {
        FieldClaims.Claim first = claim("config", null, OF_ONE_CLUSTER, "A");
        first.fill(() -> ONE);
        first.release();
        FieldClaims.Claim second = claim("config", null, OF_ANOTHER, "B");
        second.fill(() -> ANOTHER);
        assertThat(BaseTestCases.config).isSameAs(ANOTHER);
        first.release();
        assertThat(BaseTestCases.config).as("who has left takes nothing away").isSameAs(ANOTHER);
    }

    @Test
    void what_a_class_has_set_itself_stays_unless_it_is_marked() {
        BaseTestCases.config = ANOTHER;
        BaseTestCases.marked = ANOTHER;
        assertThat(claims.claim(field("config"), null, OF_ONE_CLUSTER, "A")).isEmpty();
        claim("marked", null, OF_ONE_CLUSTER, "A").fill(() -> ONE);
        assertThat(BaseTestCases.config).isSameAs(ANOTHER);
        assertThat(BaseTestCases.marked).isSameAs(ONE);
    }

    @Test
    void an_instance_is_held_by_itself() {
        BaseTestCases one = new BaseTestCases();
        BaseTestCases other = new BaseTestCases();
        FieldClaims.Claim first = claim("ofTheTest", one, OF_ONE_CLUSTER, "A#one");
        claim("ofTheTest", other, OF_ANOTHER, "A#other").fill(() -> ANOTHER);
        first.fill(() -> ONE);
        assertThat(one.ofTheTest).isSameAs(ONE);
        assertThat(other.ofTheTest).isSameAs(ANOTHER);
        assertThatThrownBy(() -> claim("ofTheTest", one, OF_ANOTHER, "A#third"))
                .hasMessageContainingAll("tests share its instance", "A#one, which has not ended", "PER_CLASS");
    }

    private FieldClaims.Claim claim(String field, @Nullable Object instance, FieldClaims.Source source, String holder) {
        return claims.claim(field(field), instance, source, holder).orElseThrow();
    }

    private static Field field(String name) {
        try {
            return BaseTestCases.class.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static FieldClaims.Source of(String cluster, @Nullable String namespace) {
        return new FieldClaims.Source(cluster, Optional.ofNullable(namespace));
    }

    static class BaseTestCases {
        static @Nullable Config config;

        @InCluster("any")
        static @Nullable Config marked;

        @Nullable
        Config ofTheTest;
    }
}
