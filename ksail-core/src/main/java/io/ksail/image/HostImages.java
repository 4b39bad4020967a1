package io.ksail.image;

/** Puts images onto the nodes of a host, where somebody can. Thread-safe. */
@FunctionalInterface
public interface HostImages {

    /**
     * Puts images onto every node of the host that does not have them.
     *
     * @param images what to put there
     * @return to how many nodes they had to be sent
     * @throws io.ksail.KsailException if a node refuses them, with the node's own words
     */
    int load(ImageSource images);
}
