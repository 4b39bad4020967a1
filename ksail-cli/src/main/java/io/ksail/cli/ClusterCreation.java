package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.kubeconfig.Kubeconfig;

/** Creates a cluster that stays when the process has ended, or leaves nothing: neither on the host nor in the file. */
final class ClusterCreation {

    private final Clusters clusters;
    private final CreationPlan plan;
    private final Console console;
    private final Interruption interruption;

    ClusterCreation(Clusters clusters, CreationPlan plan, Console console, Interruption interruption) {
        this.clusters = clusters;
        this.plan = plan;
        this.console = console;
        this.interruption = interruption;
    }

    CreatedCluster run() {
        interruption.leadsTo("what there is of cluster '%s' is being deleted"
                .formatted(plan.spec().name()));
        try (ShownProgress shown = console.progress()) {
            try (Cluster cluster = reporting(shown).create(plan.spec())) {
                return handedOver(cluster);
            } catch (RuntimeException e) {
                shown.failed();
                requireNothingKept(e);
                throw e;
            } finally {
                interruption.letGo();
            }
        }
    }

    private Clusters reporting(ShownProgress shown) {
        Clusters told = clusters.reportingTo(shown);
        return plan.keepOnFailure() ? told.keepingFailed() : told;
    }

    /** From here on nothing stops half way: the entry is in the file and the cluster stays, or neither. */
    private CreatedCluster handedOver(Cluster cluster) {
        interruption.hold();
        Kubeconfig kubeconfig = plan.context()
                .map(name -> Kubeconfig.rewritten(cluster.kubeconfig().yaml(), name, cluster.apiUrl()))
                .orElse(cluster.kubeconfig());
        merge(kubeconfig);
        try {
            if (plan.limitedInTime()) {
                cluster.keepForItsLease();
            } else {
                cluster.keep();
            }
            interruption.release();
        } catch (RuntimeException e) {
            Thread.interrupted();
            requestDeletion(e);
            removeEntry(kubeconfig, e);
            throw e;
        }
        interruption.leadsTo("cluster '%s' is there, and stays".formatted(cluster.name()));
        return new CreatedCluster(
                cluster.kubernetesVersion(), kubeconfig.context(), plan.kubeconfig(), plan.switchContext());
    }

    private void merge(Kubeconfig kubeconfig) {
        try {
            plan.kubeconfig().merge(kubeconfig, plan.switchContext());
        } catch (KsailException e) {
            throw new KsailException(
                    "The kubeconfig of cluster '%s' can't be merged, so the cluster is being deleted"
                            .formatted(plan.spec().name()),
                    "%s: %s".formatted(e.tried(), e.seen()),
                    e.remedy() + "; then create the cluster again",
                    e);
        }
    }

    /** What is kept after a failure is for somebody to look at, and nobody wants to after Ctrl-C. */
    private void requireNothingKept(RuntimeException failure) {
        if (interruption.signalled() && failure instanceof ClusterCreationException creation && creation.isKept()) {
            Thread.interrupted();
            requestDeletion(failure);
        }
    }

    private void requestDeletion(RuntimeException failure) {
        try {
            clusters.delete(plan.spec().namespace(), Deletion.requested());
        } catch (KsailException e) {
            failure.addSuppressed(e);
        }
    }

    private void removeEntry(Kubeconfig kubeconfig, RuntimeException failure) {
        try {
            plan.kubeconfig().remove(kubeconfig.context());
        } catch (KsailException e) {
            failure.addSuppressed(e);
        }
    }
}
