package io.ksail.internal.distribution;

import java.util.List;

/** The API of the nodes' operating system, where it has one besides that of Kubernetes. Thread-safe. */
public interface MachineApi {

    /**
     * The port that it listens on in the pod that also serves the nested API.
     *
     * @return a port number
     */
    int port();

    /**
     * The administrator's configuration of its tool, as the tool wrote it.
     *
     * @return YAML, with private keys
     */
    String adminConfig();

    /**
     * The node that requests are for.
     *
     * @return its own address, which need not be one to be dialled from here
     */
    String node();

    /**
     * Has its certificate hold further names and addresses.
     *
     * @param names what it is going to be asked by
     */
    void answerTo(List<String> names);
}
