package io.ksail.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Asks several questions at once, each in a thread of its own, because every one waits for an answer over the network. */
public final class Async {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ksail-question");
        thread.setDaemon(true);
        return thread;
    });

    private Async() {}

    /**
     * Asks all questions and waits for all answers.
     *
     * @param questions what to ask
     * @param <T> what is answered
     * @return the answers in the order of the questions
     * @throws RuntimeException what the first question that failed has thrown
     */
    public static <T> List<T> all(List<Supplier<T>> questions) {
        List<CompletableFuture<T>> answers =
                questions.stream().map(Async::begin).toList();
        return answers.stream().map(Async::end).toList();
    }

    /**
     * As {@link #all}, for what takes long: it can be interrupted, and then so is every thread that asks.
     *
     * @param questions what to ask
     * @param <T> what is answered
     * @return the answers in the order of the questions
     * @throws RuntimeException what the first question that failed has thrown
     * @throws InterruptedException when the thread is interrupted; nothing is waited for
     */
    public static <T> List<T> interruptibly(List<Supplier<T>> questions) throws InterruptedException {
        List<CompletableFuture<T>> answers =
                questions.stream().map(Async::interruptible).toList();
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            // Told below, of the first one.
        } finally {
            answers.forEach(answer -> answer.cancel(true));
        }
        return answers.stream().map(Async::end).toList();
    }

    /** A question whose thread is interrupted when its answer is cancelled. */
    static <T> CompletableFuture<T> interruptible(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Future<?> asking = THREADS.submit(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        answer.whenComplete((value, failure) -> {
            if (answer.isCancelled()) {
                asking.cancel(true);
            }
        });
        return answer;
    }

    /**
     * Asks one question, to go on with something else meanwhile.
     *
     * @param question what to ask
     * @param <T> what is answered
     * @return the answer to come; {@link #end} waits for it
     */
    public static <T> CompletableFuture<T> begin(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, THREADS);
    }

    /**
     * Waits for an answer.
     *
     * @param answer what {@link #begin} gave
     * @param <T> what is answered
     * @return the answer
     * @throws RuntimeException what the question has thrown
     */
    public static <T> T end(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
