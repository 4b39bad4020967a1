package io.ksail.junit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ClusterSemaphoreTest {

    private final ClusterSemaphore semaphore = new ClusterSemaphore();

    @Test
    void never_more_than_the_cap_at_once() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            try (ClusterSemaphore.Permit place = semaphore.acquire(2, 4, "a test")) {
                                most.accumulateAndGet(now.addAndGet(2), Math::max);
                                first.countDown();
                                Thread.yield();
                                now.addAndGet(-2);
                                assertThat(place).isNotNull();
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(first.getCount()).isZero();
        assertThat(most).hasValueBetween(2, 4);
    }

    @Test
    void who_has_some_already_does_not_wait_for_itself() {
        try (ClusterSemaphore.Permit outer = semaphore.acquire(1, 1, "a class");
                ClusterSemaphore.Permit inner = semaphore.acquire(1, 1, "a class in it")) {
            assertThat(outer).isNotSameAs(inner);
        }
    }

    @Test
    void clusters_of_the_suite_count_but_stop_nobody_for_ever() {
        semaphore.acquireForGood();
        semaphore.acquireForGood();
        try (ClusterSemaphore.Permit place = semaphore.acquire(3, 1, "a class")) {
            assertThat(place).isNotNull();
        }
    }

    @Test
    void an_interrupted_wait_says_what_it_waited_for() throws Exception {
        try (ClusterSemaphore.Permit place = semaphore.acquire(1, 1, "the first")) {
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                try {
                    semaphore.acquire(1, 1, "the second");
                    seen.complete(null);
                } catch (RuntimeException e) {
                    seen.complete(e);
                }
            });
            waiting.start();
            waiting.interrupt();
            assertThat(place).isNotNull();
            assertThatThrownBy(() -> {
                        throw seen.get();
                    })
                    .hasMessageContaining("No cluster may be created for the second")
                    .hasMessageContaining("ksail.maxClusters=1");
        }
    }
}
