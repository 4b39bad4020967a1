package io.ksail.junit;

import io.ksail.content.ClusterCustomizer;
import io.ksail.host.HostKind;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import io.ksail.spec.Readiness;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives a test class a Kubernetes cluster of its own: there before the first test, gone after the last.
 *
 * <pre>{@code
 * @NestedCluster
 * class FirstClusterTest {
 *     @Test
 *     void hasANode(KubernetesClient client) {
 *         assertThat(client.nodes().list().getItems()).hasSize(1);
 *     }
 * }
 * }</pre>
 *
 * <p>The cluster runs as pods on a host cluster. Constructors, lifecycle methods and test methods can ask for it by
 * parameter, and fields get it when they are neither final nor set, nor carry somebody else's annotation:
 *
 * <ul>
 *   <li>{@link io.fabric8.kubernetes.client.KubernetesClient} and the client types it adapts to: an administrator's
 *       client; whoever closes it ends nothing, it ends with the cluster
 *   <li>{@link io.fabric8.kubernetes.client.Config}: what to make clients of one's own from
 *   <li>{@link io.ksail.cluster.Cluster}: the cluster itself; to close it does nothing here
 *   <li>{@link Kubeconfig @Kubeconfig} {@code Path}, {@code File} or {@code String}
 * </ul>
 *
 * <p>Inherited by subclasses, usable as a meta-annotation, and valid for {@code @Nested} classes, which share the
 * cluster of the class around them unless they are annotated themselves.
 *
 * <p>Configuration parameters of JUnit, such as {@code ksail.host}, beat the environment, which beats the attributes,
 * which beat the {@link #config() ksail.yaml}; see the reference.
 */
@Documented
@Inherited
@Repeatable(NestedClusters.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ResourceLock(providers = ClusterLocks.class)
@ExtendWith({ClusterConditions.class, NestedClusterExtension.class})
public @interface NestedCluster {

    /**
     * The cluster's name: a DNS label of at most 40 characters. Two clusters of one name can't be on a host at once. One
     * that each test method has anew is called so with random characters behind. Where a class declares several clusters,
     * {@link InCluster} tells them apart by it.
     *
     * @return the name; default what {@link #config()} says, else a unique one that says which test class it is for
     */
    String name() default "";

    /**
     * How many tests share the cluster.
     *
     * @return the class's tests, each test method alone, or all classes that ask for the same one; default the class's
     */
    Scope scope() default Scope.CLASS;

    /**
     * Whether, in JUnit's concurrent mode, no other class that declares a cluster of this name runs at the same time.
     *
     * @return true to have a cluster of the suite for oneself, or to let classes whose clusters have one name run one after
     *     the other; default false
     */
    boolean exclusive() default false;

    /**
     * Whether the cluster stays on the host once its tests are over, for somebody to look into it; how to is printed.
     * Configuration parameter: {@code ksail.keep}.
     *
     * @return when it stays; default never
     */
    Keep keep() default Keep.NEVER;

    /**
     * How long the cluster stays after its tests: one of scope {@link Scope#SUITE} to be used by the next run, any other
     * that is to be {@linkplain #keep() kept} to be looked into. Configuration parameter: {@code ksail.keepFor}.
     *
     * @return a duration such as {@code 30m}; default not at all, and one hour for what is kept
     */
    String keepFor() default "";

    /**
     * A {@code ksail.yaml} that says what the cluster and its host are like; every attribute that is given beats it.
     * Configuration parameter: {@code ksail.config}.
     *
     * @return a path, or {@code classpath:} and the name of a resource; default none
     */
    String config() default "";

    /**
     * Which Kubernetes the cluster runs.
     *
     * @return one distribution, such as {@link DistributionType#VANILLA}; default what {@link #config()} says, else K3s
     */
    String[] distribution() default {};

    /**
     * Whether K3s is made by its operator k3k. Where the host does not have it, a {@code ksail.yaml} ({@link #config()}) or
     * the configuration parameter {@code ksail.installOperator} has to allow that it is installed, because the whole host
     * shares it.
     *
     * @return true for the operator; default what {@link #config()} says, else false
     */
    boolean operator() default false;

    /**
     * Whether the cluster is a control plane alone, for tests in which no pod has to run: of definitions, admission,
     * permissions, controllers. It takes a pod without privileges, and less time and memory. Pods in it stay Pending.
     *
     * @return true for K3s without nodes; default what {@link #config()} says, else false
     * @since 0.1
     */
    boolean withoutNodes() default false;

    /**
     * Which version of Kubernetes. Configuration parameter: {@code ksail.kubernetesVersion}.
     *
     * @return a version such as {@code 1.36}, which is its newest patch that is known, or {@code 1.36.4}; default the one the distribution is tested with
     */
    String kubernetesVersion() default "";

    /**
     * The image the nodes run, instead of the distribution's own. Configuration parameter: {@code ksail.nodeImage}.
     *
     * @return an image reference that the host's nodes can pull; default the distribution's image of that version
     */
    String nodeImage() default "";

    /**
     * The host's GatewayClass that exposes the cluster's API server. Configuration parameter: {@code
     * ksail.gatewayClassName}.
     *
     * @return the name of a GatewayClass; default what {@link #config()} says, else no Gateway
     */
    String gatewayClassName() default "";

    /**
     * Insists on one way to expose the cluster's API server; if that fails, the class fails. Configuration parameter:
     * {@code ksail.exposure}.
     *
     * @return one way; default the best that works: a Gateway where its class is given, the Service's name in a pod of the
     *     host, a load balancer, a node port, and a port forwarded through the host's API, with a warning, at the last
     */
    ExposureType[] exposure() default {};

    /**
     * How far the cluster must have come before the first test.
     *
     * @return one stage; default usable: nodes are Ready, and the first pod is accepted
     */
    Readiness[] readiness() default {};

    /**
     * How long the cluster may take to become ready before the class fails. Configuration parameter: {@code
     * ksail.readyTimeout}; environment: {@code KSAIL_NESTED_READY_TIMEOUT}.
     *
     * @return a duration such as {@code 90s}, {@code 3m} or {@code PT3M}; default 3 minutes
     */
    String readyTimeout() default "";

    /**
     * Which sort of host the cluster runs on. Configuration parameter: {@code ksail.host}.
     *
     * @return the sort; default the cluster that is named anywhere, else an embedded one in Docker
     */
    HostKind host() default HostKind.AUTO;

    /**
     * The host's kubeconfig file. Configuration parameter: {@code ksail.host.kubeconfig}; environment: {@code
     * KSAIL_HOST_KUBECONFIG}.
     *
     * @return a path; default {@code ~/.kube/config} where a host is named in another way
     */
    String hostKubeconfig() default "";

    /**
     * The context in the host's kubeconfig. Configuration parameter: {@code ksail.host.context}; environment: {@code
     * KSAIL_HOST_CONTEXT}.
     *
     * @return a context's name; default the current context
     */
    String hostContext() default "";

    /**
     * Images that are put onto every node before the first test, so that pods run them without a registry.
     *
     * @return names in the local container engine, such as {@code my-operator:dev}, or paths of OCI or Docker archives,
     *     such as {@code target/jib-image.tar}; default none
     */
    String[] images() default {};

    /**
     * Objects that are in the cluster before the first test: applied in the order in which they need each other, custom
     * resource definitions served, workloads available.
     *
     * @return YAML or JSON: files, directories, globs, {@code classpath:} and one of these, or {@code https://} URLs;
     *     default none
     */
    String[] manifests() default {};

    /**
     * Helm releases that are installed before the first test, in this order.
     *
     * @return the releases; default none
     */
    HelmRelease[] helm() default {};

    /**
     * Own code that prepares the cluster before the first test, after everything else, in this order.
     *
     * @return classes with a constructor without parameters; default none
     */
    Class<? extends ClusterCustomizer>[] customizers() default {};

    /**
     * How long {@link #manifests()} and {@link #helm()} may take together before the class fails. Configuration
     * parameter: {@code ksail.contentTimeout}.
     *
     * @return a duration such as {@code 90s}, {@code 3m} or {@code PT3M}; default 5 minutes
     */
    String contentTimeout() default "";

    /**
     * What becomes of the class where its host is not available: no Docker, or a cluster that does not answer.
     *
     * @return default {@link WhenUnavailable#FAIL}
     */
    WhenUnavailable whenUnavailable() default WhenUnavailable.FAIL;
}
