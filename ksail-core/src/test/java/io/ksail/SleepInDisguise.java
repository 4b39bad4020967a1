package io.ksail;

import io.ksail.internal.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@link ArchitectureTest} must find; nothing of it is ever run. */
final class SleepInDisguise {

    private SleepInDisguise() {}

    interface Sleeping {
        void sleep() throws Exception;
    }

    record Plain() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            Thread.sleep(50);
        }
    }

    record OfAUnit() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    record OfALatch() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
    }

    record OfALock() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            LockSupport.parkNanos(50_000_000);
        }
    }

    record OfAMonitor() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            new Object().wait(50);
        }
    }

    record OfAThread() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            Thread.currentThread().join(50);
        }
    }

    record OfAQueue() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            new LinkedBlockingQueue<>().poll(50, TimeUnit.MILLISECONDS);
        }
    }

    record OfAFuture() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            new CompletableFuture<>().get(50, TimeUnit.MILLISECONDS);
        }
    }

    record OfAFutureWithALimit() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            new CompletableFuture<>().orTimeout(50, TimeUnit.MILLISECONDS).join();
        }
    }

    record OfAFutureThatAwaitWaitsFor() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            Await.value(new CompletableFuture<>(), Duration.ofMillis(50));
        }
    }

    record OfATimer() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                    .join();
        }
    }

    record OfAScheduler() implements Sleeping {
        @Override
        public void sleep() throws Exception {
            Executors.newScheduledThreadPool(1)
                    .schedule(() -> {}, 50, TimeUnit.MILLISECONDS)
                    .get();
        }
    }
}
