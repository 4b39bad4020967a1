package io.ksail.content;

import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Deadline;
import io.ksail.internal.diagnosis.UnrecoverableException;

/**
 * Installs a release into a cluster, for as long as there is hope for its pods.
 *
 * @param cluster where it goes
 * @param release what is installed
 */
record ChartInstallation(Cluster cluster, ChartRelease release) {

    void run(Deadline deadline) {
        ChartInstaller installer = ChartInstaller.find(release);
        try (ReleasePods pods = new ReleasePods(cluster.client(), release.namespace())) {
            try {
                installer.install(release, cluster.kubeconfig().yaml(), deadline.remaining(), pods.failure());
            } catch (UnrecoverableException e) {
                throw new ChartInstallationException(
                        "The pods of the Helm release %s do not come up".formatted(release),
                        withMessage(e.problem().seen(), pods),
                        e.problem().remedy(),
                        e);
            } catch (ChartInstallationException e) {
                throw new ChartInstallationException(e.tried(), withMessage(e.seen(), pods), e.remedy(), e);
            }
        }
    }

    private static String withMessage(String seen, ReleasePods pods) {
        return (seen + "\n" + pods.complaints()).strip();
    }
}
