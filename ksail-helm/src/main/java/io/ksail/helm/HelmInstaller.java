package io.ksail.helm;

import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.internal.Await;
import io.ksail.internal.Durations;
import io.ksail.internal.OwnDirectory;
import io.ksail.internal.Redaction;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Installs charts with Helm. */
public final class HelmInstaller implements ChartInstaller {

    /** Helm ends by itself when the time is over, and says what it waited for; this is for when it does not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Made by {@link java.util.ServiceLoader}. */
    public HelmInstaller() {}

    @Override
    public void install(ChartRelease release, String kubeconfig, Duration limit, CompletableFuture<Void> failure) {
        KeptCharts kept = KeptCharts.ofTheUser();
        ChartRelease local = kept.local(release);
        run(local, kubeconfig, limit, failure, helmsCache -> kept.keep(local, helmsCache));
    }

    private static void run(
            ChartRelease release,
            String kubeconfig,
            Duration limit,
            CompletableFuture<Void> failure,
            Consumer<Path> afterwards) {
        rememberCredentials(release, kubeconfig);
        try (OwnDirectory directory = OwnDirectory.create("helm");
                HelmProcess helm = HelmProcess.started(HelmRequest.of(release, kubeconfig, limit), directory)) {
            Await.value(
                    Await.unless(helm.ended(), failure),
                    limit.plus(GRACE),
                    late -> failed(release, "Helm did not end after " + Durations.readable(limit.plus(GRACE)), late),
                    failed -> failed.getCause() instanceof UnrecoverableException problem
                            ? problem
                            : failed(release, String.valueOf(failed.getCause()), failed),
                    interrupted -> failed(release, "the thread was interrupted while Helm worked", interrupted));
            if (!helm.wasSuccessful()) {
                throw failed(release, helm.output());
            }
            afterwards.accept(helm.cache());
        } catch (IOException e) {
            throw failed(release, "Helm can't be started: " + e, e);
        }
    }

    /** Helm quotes URLs and values in its complaints. */
    private static void rememberCredentials(ChartRelease release, String kubeconfig) {
        Redaction.rememberKubeconfig(kubeconfig);
        Redaction.rememberUrl(release.chart());
        release.repository().ifPresent(Redaction::rememberUrl);
        release.set().forEach(Redaction::rememberValue);
    }

    private static ChartInstallationException failed(ChartRelease release, String seen) {
        return failed(release, seen, null);
    }

    private static ChartInstallationException failed(ChartRelease release, String seen, @Nullable Exception cause) {
        return new ChartInstallationException(
                "The Helm release %s can't be installed".formatted(release),
                seen,
                "correct what Helm complains of: chart (a path, a URL, or a name and its repository), version, values;"
                        + " or give it longer",
                cause);
    }
}
