package io.ksail.internal.preflight;

import io.ksail.KsailException;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.host.HostNetwork;
import io.ksail.internal.host.HostNetworks;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a host is asked before a cluster is made there. A creation asks all of it at once, and is refused by the first in
 * the list that it can't go by; the doctor shows what each has seen. What is an error to which of them:
 *
 * <table>
 * <caption>One question, two answers</caption>
 * <tr><th>what the host says</th><th>the doctor</th><th>a creation</th></tr>
 * <tr><td>the distribution lacks something, such as an operator</td><td>failure</td><td>refused</td></tr>
 * <tr><td>permissions are lacking that it can't do without</td><td>failure</td><td>refused</td></tr>
 * <tr><td>others are lacking</td><td>warning</td><td>not asked</td></tr>
 * <tr><td>it has no StorageClass for the persistence that is asked for</td><td>failure</td><td>refused</td></tr>
 * <tr><td>it has no (default) StorageClass, and none is needed</td><td>warning</td><td>not asked</td></tr>
 * <tr><td>it uses a default network</td><td>warning</td><td>gets another</td></tr>
 * <tr><td>it uses a network that was asked for</td><td>failure</td><td>refused</td></tr>
 * <tr><td>its user may not see StorageClasses</td><td>warning</td><td>goes on</td></tr>
 * </table>
 */
public final class Preflight {

    private final CidrAllocator networks;
    private final List<Check> checks;

    /**
     * The questions for a cluster. Nothing is asked yet.
     *
     * @param host the host, which stays the caller's to close
     * @param spec the cluster, as its distribution has resolved it
     */
    public Preflight(Host host, ClusterSpec spec) {
        this.networks = new CidrAllocator(() -> HostNetworks.of(host), spec);
        this.checks = List.of(
                new DistributionCheck(host, spec),
                new PermissionCheck(host, spec),
                new StorageClassCheck(host.client(), spec.persistence()),
                networks);
    }

    /**
     * The questions.
     *
     * @return each of them, in the order in which they refuse a creation
     */
    public List<Check> checks() {
        return checks;
    }

    /**
     * Asks everything that a creation has to know.
     *
     * @return the specification with networks that the host does not use
     * @throws io.ksail.KsailException if the cluster can't be created on this host
     * @throws InterruptedException when the thread is interrupted
     */
    public ClusterSpec require() throws InterruptedException {
        Async.interruptibly(checks.stream()
                .<Supplier<Boolean>>map(check -> () -> {
                    check.require();
                    return true;
                })
                .toList());
        return networks.allocated();
    }

    /**
     * The networks of the host.
     *
     * @return what it has said when {@link #require} asked; none before
     */
    public List<HostNetwork> hostNetworks() {
        return networks.taken();
    }

    /** One question to the host. */
    public interface Check {

        /**
         * What it is about.
         *
         * @return one or two words
         */
        String name();

        /**
         * What the doctor shows.
         *
         * @return all that there is to tell
         * @throws io.fabric8.kubernetes.client.KubernetesClientException if the host does not let its user look
         */
        Answer look();

        /**
         * What a creation is refused by, if this is asked before one.
         *
         * @throws io.ksail.KsailException if it is
         */
        default void require() {
            // Only the doctor asks.
        }
    }

    /**
     * What was seen.
     *
     * @param level how good or bad it is
     * @param seen what was seen, in one or more lines
     * @param remedy what to do about it; empty where there is nothing to do
     */
    public record Answer(Level level, String seen, String remedy) {

        /** The levels of the doctor's findings. */
        public enum Level {
            /** Nothing to do. */
            OK,
            /** Something will be missing, or is not known. */
            WARNING,
            /** A creation is refused. */
            FAILURE
        }

        public static Answer ok(String seen) {
            return new Answer(Level.OK, seen, "");
        }

        public static Answer warning(String seen, String remedy) {
            return new Answer(Level.WARNING, seen, remedy);
        }

        public static Answer failure(String seen, String remedy) {
            return new Answer(Level.FAILURE, seen, remedy);
        }

        /** In the words that a creation would be refused with. */
        public static Answer refused(KsailException refusal) {
            return failure(refusal.tried() + ": " + refusal.seen(), refusal.remedy());
        }
    }
}
