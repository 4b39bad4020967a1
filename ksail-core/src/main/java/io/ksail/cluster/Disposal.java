package io.ksail.cluster;

import java.time.Duration;
import java.util.Optional;

/** How a cluster leaves this process, once. Run when it is closed, and when the JVM is told to end. */
interface Disposal extends Runnable {

    /** Which namespace it is about. */
    String uid();

    /** Whether it has begun: what happens to the cluster from then on is nobody's loss. */
    boolean begun();

    /** Why the cluster may be gone, if its lease could not be renewed for longer than it lasts. */
    Optional<String> ranOut();

    /** From now on the cluster is not this process's to remove; its lease is no longer renewed. */
    void detach();

    /** As {@link #detach()}, and without a lease: it stays until somebody deletes it. */
    void retain();

    /** As {@link #detach()}, with one more lease, of another length. */
    void retainFor(Duration time);
}
