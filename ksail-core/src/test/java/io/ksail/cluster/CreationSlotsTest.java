package io.ksail.cluster;

import io.ksail.spec.ClusterName;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CreationSlotsTest {

    private static final ClusterName NAME = new ClusterName("any");

    private final CreationSlots slots = new CreationSlots(() -> 2);

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 2", "3, 3"})
    void as_many_are_created_at_once_as_there_are_processors_and_all_get_their_turn(int processors, int atOnce)
            throws Exception {
        CreationSlots slots = new CreationSlots(() -> processors);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(atOnce);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Integer>> all = IntStream.range(0, 8)
                    .mapToObj(number -> threads.submit(() -> slots.inTurn(NAME, () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        full.countDown();
                        await(full);
                        now.decrementAndGet();
                        return number;
                    })))
                    .toList();
            for (Future<Integer> each : all) {
                each.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).hasValue(atOnce);
    }

    @Test
    void a_creation_that_fails_gives_its_turn_back() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> slots.inTurn(NAME, () -> {
                        throw new IllegalStateException("injected");
                    }))
                    .hasMessage("injected");
        }
        assertThat(slots.<String>inTurn(NAME, () -> "made")).isEqualTo("made");
    }

    @Test
    void a_host_is_not_asked_for_its_processors_by_who_creates_one_cluster() throws Exception {
        CreationSlots unasked = new CreationSlots(() -> {
            throw new AssertionError("asked");
        });
        assertThat(unasked.<String>inTurn(NAME, () -> "made")).isEqualTo("made");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
