package io.ksail.content;

import io.ksail.KsailException;
import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.image.ImageSource;
import io.ksail.internal.Async;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.image.Containerd;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a cluster is given before it is used: first images; then manifests as far as they go, Helm releases
 * one after the other, and the rest of the manifests, which may need what the charts brought; at last own code.
 *
 * @param images what pods run, put onto all nodes at once
 * @param manifests objects from files
 * @param releases Helm releases
 * @param customizers own code, in this order
 * @param limit how long manifests and releases may take together
 */
public record ClusterContent(
        List<ImageSource> images,
        Manifests manifests,
        List<ChartRelease> releases,
        List<ClusterCustomizer> customizers,
        Duration limit) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterContent.class);

    /** Copies the lists. */
    public ClusterContent {
        images = List.copyOf(images);
        releases = List.copyOf(releases);
        customizers = List.copyOf(customizers);
    }

    /**
     * Puts all of it into a cluster, and waits until it is ready.
     *
     * @param cluster where it goes; it stays the caller's, also when this fails
     * @throws KsailException at the first thing that does not work
     */
    public void putInto(Cluster cluster) {
        if (!images.isEmpty()) {
            loadImages(cluster);
        }
        if (manifests.size() > 0 || !releases.isEmpty()) {
            applyAndInstall(cluster, Deadline.in(limit));
        }
        for (ClusterCustomizer customizer : customizers) {
            customize(cluster, customizer);
        }
    }

    private void applyAndInstall(Cluster cluster, Deadline deadline) {
        Stopwatch stage = Stopwatch.started();
        ManifestApplication application = new ManifestApplication(cluster.client(), deadline);
        application.begin(manifests.documents());
        for (ChartRelease release : releases) {
            Stopwatch one = Stopwatch.started();
            new ChartInstallation(cluster, release).run(deadline);
            done(cluster, "Helm release " + release, one);
        }
        application.finish();
        if (manifests.size() > 0) {
            done(cluster, manifests.size() + " objects of manifests are there", stage);
        }
    }

    private void loadImages(Cluster cluster) {
        Stopwatch stage = Stopwatch.started();
        List<Supplier<String>> loads = images.stream()
                .<Supplier<String>>map(image -> () -> {
                    int nodes = cluster.loadImages(image);
                    return image.name() + (nodes == 0 ? " is there already" : " onto %d nodes".formatted(nodes));
                })
                .toList();
        try {
            done(cluster, "images: " + String.join(", ", Async.interruptibly(loads)), stage);
        } catch (InterruptedException e) {
            throw Containerd.interrupted(images.get(0), e);
        }
    }

    private static void customize(Cluster cluster, ClusterCustomizer customizer) {
        String name = customizer.getClass().getName();
        Stopwatch stage = Stopwatch.started();
        try {
            customizer.customize(cluster.lent());
        } catch (Exception | AssertionError e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ContentException(
                    "The customizer %s failed".formatted(name), String.valueOf(e), "see the cause below", e);
        }
        done(cluster, "customized by " + name, stage);
    }

    private static void done(Cluster cluster, String what, Stopwatch stage) {
        LOG.info("cluster {}: {} (+{})", cluster.name(), Redaction.scrubbed(what), Durations.readable(stage.elapsed()));
    }
}
