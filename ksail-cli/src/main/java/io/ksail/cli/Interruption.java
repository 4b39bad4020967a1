package io.ksail.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM. The working thread is interrupted, undoes what it has begun and ends the command; the process ends
 * when it has, with {@link ExitCode#INTERRUPTED}. While it is {@link #hold held} it is not interrupted, because there is
 * something that must not stop half way; it is told when that is over.
 */
final class Interruption {

    /** How long a command may take to undo things; a second signal does not shorten it, SIGKILL does. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean signalled;
    private boolean held;
    private volatile int code = ExitCode.INTERRUPTED;
    private volatile String consequence = "";

    Interruption(Thread worker) {
        this.worker = worker;
    }

    /** From now on a signal is a {@link #signal}. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::atShutdown, "ksail-interruption"));
    }

    private void atShutdown() {
        if (ended.getCount() == 0) {
            return;
        }
        signal();
        try {
            if (ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    synchronized void signal() {
        signalled = true;
        if (!held) {
            worker.interrupt();
        }
    }

    synchronized boolean signalled() {
        return signalled;
    }

    /**
     * What follows must not stop half way.
     *
     * @throws InterruptedByUser if the process was told to end already
     */
    synchronized void hold() {
        throwIfSignalled();
        held = true;
    }

    /**
     * What must not stop half way is over.
     *
     * @throws InterruptedByUser if the process was told to end meanwhile
     */
    synchronized void release() {
        held = false;
        throwIfSignalled();
    }

    /** What must not stop half way did not come to its end. */
    synchronized void letGo() {
        held = false;
    }

    private void throwIfSignalled() {
        if (signalled) {
            throw new InterruptedByUser();
        }
    }

    /** What an interruption would lead to from now on. */
    void leadsTo(String what) {
        consequence = what;
    }

    String consequence() {
        return consequence;
    }

    /** The command has ended. */
    void over(int exitCode) {
        code = exitCode;
        ended.countDown();
    }
}
