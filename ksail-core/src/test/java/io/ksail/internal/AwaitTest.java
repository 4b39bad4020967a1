package io.ksail.internal;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(20)
class AwaitTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CompletableFuture<String> future = new CompletableFuture<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    @AfterEach
    void no_test_interrupts_another_one() {
        Thread.interrupted();
    }

    @Test
    void gives_the_value() throws Exception {
        Async.begin(() -> future.complete("there"));
        assertThat(Await.value(future, LONG)).isEqualTo("there");
        assertThat(future).isCompletedWithValue("there");
    }

    @Test
    void a_value_that_is_there_already_needs_no_time() throws Exception {
        assertThat(Await.value(CompletableFuture.completedFuture("there"), Duration.ZERO))
                .isEqualTo("there");
    }

    @Test
    void ends_at_the_deadline_and_cancels_the_future() {
        assertThatThrownBy(() -> Await.value(future, SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(future).isCancelled();
    }

    @Test
    void passes_a_failure_on_with_its_cause() {
        future.completeExceptionally(new IllegalStateException("broken"));
        assertThatThrownBy(() -> Await.value(future, LONG))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void passes_an_interruption_on_and_cancels_the_future() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Await.value(future, LONG)).isInstanceOf(InterruptedException.class);
        assertThat(future).isCancelled();
    }

    @Test
    void one_that_begins_to_wait_before_it_is_interrupted_is_woken() {
        interruptSoon();
        assertThatThrownBy(() -> Await.value(future, LONG)).isInstanceOf(InterruptedException.class);
        assertThat(future).isCancelled();
    }

    @Test
    void says_in_the_callers_words_how_it_ended() {
        assertThatThrownBy(() -> inWords(future, SHORT)).hasMessage("late").hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> inWords(CompletableFuture.failedFuture(new IllegalStateException("broken")), LONG))
                .hasMessage("failed")
                .hasCauseInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interruption_in_the_callers_words_sets_the_flag_and_cancels_the_future() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> inWords(future, LONG))
                .hasMessage("interrupted")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(future).isCancelled();
    }

    private static String inWords(CompletableFuture<String> future, Duration limit) {
        return Await.value(
                future,
                limit,
                late -> new IllegalStateException("late", late),
                failed -> new IllegalStateException("failed", failed),
                interrupted -> new IllegalStateException(
                        Thread.currentThread().isInterrupted() ? "interrupted" : "interrupted, and nobody knows",
                        interrupted));
    }

    @Test
    void a_failure_signal_ends_the_wait_and_cancels_the_future() {
        Async.begin(() -> failure.completeExceptionally(new IllegalStateException("no hope")));
        assertThatThrownBy(() -> Await.value(Await.unless(future, failure), LONG))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("no hope");
        assertThat(future).isCancelled();
    }

    @Test
    void a_failure_signal_outlives_a_wait_that_it_did_not_end() throws Exception {
        Async.begin(() -> future.complete("there"));
        assertThat(Await.value(Await.unless(future, failure), LONG)).isEqualTo("there");
        assertThatThrownBy(() -> Await.value(Await.unless(new CompletableFuture<>(), failure), SHORT))
                .isInstanceOf(TimeoutException.class);
        assertThat(failure).isNotDone();
        assertThat(failure.getNumberOfDependents()).isZero();
    }

    @Test
    void the_future_of_a_wait_with_a_signal_is_cancelled_at_the_deadline_and_fails_as_it_does() {
        assertThatThrownBy(() -> Await.value(Await.unless(future, failure), SHORT))
                .isInstanceOf(TimeoutException.class);
        assertThat(future).isCancelled();
        assertThatThrownBy(() -> Await.value(
                        Await.unless(CompletableFuture.failedFuture(new IllegalStateException("broken")), failure),
                        LONG))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_may_be_missing_is_empty_when_late_failed_or_interrupted() {
        assertThat(Await.briefly(CompletableFuture.completedFuture("there"), LONG))
                .contains("there");
        assertThat(Await.briefly(CompletableFuture.failedFuture(new IllegalStateException()), LONG))
                .isEmpty();
        assertThat(Await.briefly(future, SHORT)).isEmpty();
        Thread.currentThread().interrupt();
        assertThat(Await.briefly(new CompletableFuture<>(), LONG)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_pause_lasts_as_long_as_it_is_told_to() throws Exception {
        Stopwatch watch = Stopwatch.started();
        Await.pause(SHORT);
        assertThat(Await.pause(SHORT, failure)).isFalse();
        assertThat(watch.elapsed()).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
        assertThat(failure).isNotDone();
    }

    @Test
    void an_interruption_ends_a_pause() {
        interruptSoon();
        assertThatThrownBy(() -> Await.pause(LONG)).isInstanceOf(InterruptedException.class);
        interruptSoon();
        assertThatThrownBy(() -> Await.pause(LONG, failure)).isInstanceOf(InterruptedException.class);
        assertThat(failure).isNotDone();
    }

    @Test
    void an_interruption_ends_a_pause_in_the_callers_words_and_sets_the_flag() {
        interruptSoon();
        assertThatThrownBy(() -> Await.pause(LONG, interrupted -> new IllegalStateException("stopped", interrupted)))
                .hasMessage("stopped")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_pause_ends_with_what_it_is_for() throws Exception {
        assertThat(Await.pause(LONG, CompletableFuture.completedFuture(null))).isTrue();
        assertThat(Await.pause(LONG, CompletableFuture.failedFuture(new IllegalStateException())))
                .isTrue();
        assertThat(Await.pause(LONG, CompletableFuture.failedFuture(new CancellationException())))
                .isTrue();
        Async.begin(() -> failure.completeExceptionally(new IllegalStateException()));
        assertThat(Await.pause(LONG, failure)).isTrue();
    }

    private static void interruptSoon() {
        Thread waiting = Thread.currentThread();
        CompletableFuture.delayedExecutor(SHORT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(waiting::interrupt);
    }
}
