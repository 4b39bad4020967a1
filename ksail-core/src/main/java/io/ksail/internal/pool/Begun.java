package io.ksail.internal.pool;

import io.ksail.exposure.Exposure;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;

/**
 * A cluster whose nodes start on the host, with nobody who waits for them.
 *
 * @param spec what it is, with its name and its networks
 * @param uid the identifier of its namespace
 * @param exposure where its API is going to answer
 * @param lease how long its guard waits for a renewal by itself
 */
public record Begun(ClusterSpec spec, String uid, Exposure exposure, Duration lease) {}
