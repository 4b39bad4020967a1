package io.ksail.cluster;

/** How a nested cluster on a host is, as far as the host's API tells. */
public enum ClusterStatus {
    /** Its pods are starting, or whoever creates it has not handed it over yet. */
    CREATING,
    /** Every pod of it is Ready. */
    RUNNING,
    /** A pod of it has failed, or is gone, in a way that does not heal by waiting. */
    FAILED,
    /** The host is deleting it. */
    DELETING
}
