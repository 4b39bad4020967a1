package io.ksail.internal.preflight;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.internal.preflight.Preflight.Answer.Level;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StorageClassCheckTest {

    private static final Persistence KEPT = Persistence.EPHEMERAL.withEnabled(true);

    @Test
    void a_default_class_serves_who_names_none() {
        assertThatCode(() -> StorageClassCheck.require(KEPT, List.of(named("slow"), byDefault("usual"))))
                .doesNotThrowAnyException();
    }

    @Test
    void no_default_class_is_told_with_those_that_there_are() {
        assertThatThrownBy(() -> StorageClassCheck.require(KEPT, List.of(named("slow"), named("fast"))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("the host has no default StorageClass: it has fast, slow")
                .hasMessageContaining("storageclass.kubernetes.io/is-default-class=true");
    }

    @Test
    void no_class_at_all_is_told() {
        assertThatThrownBy(() -> StorageClassCheck.require(KEPT, List.of()))
                .hasMessageContaining("the host has no default StorageClass: it has none at all");
    }

    @Test
    void a_named_class_has_to_be_there() {
        Persistence fast = KEPT.withStorageClassName("fast");
        assertThatCode(() -> StorageClassCheck.require(fast, List.of(named("fast"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> StorageClassCheck.require(fast, List.of(byDefault("usual"))))
                .hasMessageContaining("the host has no StorageClass 'fast': it has usual");
    }

    @Test
    void the_doctor_is_told_which_is_the_default() {
        StorageClass plain = named("slow");
        assertThat(StorageClassCheck.judged(Persistence.EPHEMERAL, List.of()).level())
                .isEqualTo(Level.WARNING);
        assertThat(StorageClassCheck.judged(Persistence.EPHEMERAL, List.of(plain))
                        .seen())
                .isEqualTo("no default StorageClass; there are slow");
        assertThat(StorageClassCheck.judged(KEPT, List.of(plain, byDefault("fast"))))
                .isEqualTo(Answer.ok("default StorageClass fast (p)"));
        assertThat(StorageClassCheck.judged(KEPT.withStorageClassName("slow"), List.of(plain)))
                .isEqualTo(Answer.ok("StorageClass slow, which persistence asks for"));
    }

    private static StorageClass named(String name) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner("p")
                .build();
    }

    private static StorageClass byDefault(String name) {
        return new StorageClassBuilder(named(name))
                .editMetadata()
                .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .build();
    }
}
