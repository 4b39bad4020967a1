package io.ksail.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InterruptionTest {

    private final Interruption interruption = new Interruption(Thread.currentThread());

    @Test
    void a_signal_interrupts_the_working_thread() {
        interruption.signal();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interruption.signalled()).isTrue();
    }

    @Test
    void what_must_not_stop_half_way_is_told_when_it_is_over() {
        interruption.hold();
        interruption.signal();
        assertThat(Thread.interrupted()).isFalse();
        assertThatExceptionOfType(InterruptedByUser.class).isThrownBy(interruption::release);
    }

    @Test
    void what_must_not_stop_half_way_is_not_begun_after_a_signal() {
        interruption.signal();
        assertThat(Thread.interrupted()).isTrue();
        assertThatExceptionOfType(InterruptedByUser.class).isThrownBy(interruption::hold);
    }

    @Test
    void without_a_signal_nothing_happens() {
        assertThatCode(() -> {
                    interruption.hold();
                    interruption.release();
                    interruption.letGo();
                })
                .doesNotThrowAnyException();
    }
}
