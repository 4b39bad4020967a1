package io.ksail.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The one way to wait. A future is cancelled when nobody waits for it any more, which ends a watch. An interruption is
 * passed on as it is, or becomes an unchecked exception of the caller's, and then the thread's flag is set again.
 */
public final class Await {

    private Await() {}

    /**
     * Waits for a value.
     *
     * @param future gives it; cancelled when it does not in time, and when the thread is interrupted
     * @param limit how long to wait
     * @param <T> what is waited for
     * @return the value
     * @throws TimeoutException when there is none in time
     * @throws ExecutionException when the future fails
     * @throws InterruptedException when the thread is interrupted
     */
    public static <T> T value(CompletableFuture<T> future, Duration limit)
            throws TimeoutException, ExecutionException, InterruptedException {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            future.cancel(true);
        }
    }

    /**
     * As {@link #value(CompletableFuture, Duration)}, for whoever says in own words how it ended without a value.
     *
     * @param future gives the value
     * @param limit how long to wait
     * @param late what is thrown when there is none in time
     * @param failed what is thrown when the future fails
     * @param interrupted what is thrown when the thread is interrupted, whose flag is set
     * @param <T> what is waited for
     * @return the value
     */
    public static <T> T value(
            CompletableFuture<T> future,
            Duration limit,
            Function<TimeoutException, RuntimeException> late,
            Function<ExecutionException, RuntimeException> failed,
            Function<InterruptedException, RuntimeException> interrupted) {
        try {
            return value(future, limit);
        } catch (TimeoutException e) {
            throw late.apply(e);
        } catch (ExecutionException e) {
            throw failed.apply(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted.apply(e);
        }
    }

    /**
     * What is waited for as long as there is hope.
     *
     * @param future gives the value; cancelled together with what is returned, and when there is no hope left
     * @param failure completes exceptionally, and only so, when there is no use in going on; never cancelled
     * @param <T> what is waited for
     * @return completes as the future does, or fails as the signal does
     */
    public static <T> CompletableFuture<T> unless(CompletableFuture<T> future, CompletableFuture<?> failure) {
        CompletableFuture<T> hopeful = CompletableFuture.anyOf(future, failure).thenCompose(first -> future);
        hopeful.whenComplete((value, noHope) -> future.cancel(true));
        return hopeful;
    }

    /**
     * What follows from what is waited for.
     *
     * @param future gives the value; cancelled together with what is returned, which ends a watch
     * @param next what is made of the value, at once and by whichever thread
     * @param <T> what is waited for
     * @param <R> what is made of it
     * @return completes as the future does
     */
    public static <T, R> CompletableFuture<R> then(CompletableFuture<T> future, Function<T, R> next) {
        CompletableFuture<R> made = future.thenApply(next);
        made.whenComplete((value, failure) -> future.cancel(true));
        return made;
    }

    /**
     * Waits for what may be missing: too late, failed and interrupted are all the same, but the thread's flag is set again.
     *
     * @param future gives the value
     * @param limit how long to wait
     * @param <T> what is waited for
     * @return the value; empty if there is none
     */
    public static <T> Optional<T> briefly(CompletableFuture<T> future, Duration limit) {
        try {
            return Optional.ofNullable(value(future, limit));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Lets time pass before something is asked again that has no event to wait for. Who does so is in the table of polls in
     * docs/reference.md.
     *
     * @param interval how long
     * @throws InterruptedException when the thread is interrupted
     */
    public static void pause(Duration interval) throws InterruptedException {
        Thread.sleep(interval.toMillis());
    }

    /**
     * As {@link #pause(Duration)}, for whoever throws something unchecked when the thread is interrupted.
     *
     * @param interval how long
     * @param interrupted what is thrown then; the thread's flag is set
     */
    public static void pause(Duration interval, Function<InterruptedException, RuntimeException> interrupted) {
        try {
            pause(interval);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted.apply(e);
        }
    }

    /**
     * As {@link #pause(Duration)}, for as long as there is use in asking again.
     *
     * @param interval how long
     * @param end ends the pause when it completes, in whatever way; never cancelled
     * @return whether it has ended it
     * @throws InterruptedException when the thread is interrupted
     */
    public static boolean pause(Duration interval, CompletableFuture<?> end) throws InterruptedException {
        try {
            end.get(interval.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | CancellationException e) {
            return true;
        }
    }
}
