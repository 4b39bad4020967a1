package io.ksail.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Asks several questions at once, each in a thread of its own, because every one waits for an answer over the network. */
public final class AtOnce {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "ksail-question");
        thread.setDaemon(true);
        return thread;
    });

    private AtOnce() {}

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
                questions.stream().map(AtOnce::begin).toList();
        return answers.stream().map(AtOnce::end).toList();
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
