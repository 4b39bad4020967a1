package io.ksail.helm;

import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.diagnosis.HopelessException;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Installs charts with Helm. */
public final class HelmInstaller implements ChartInstaller {

    /** Helm ends by itself when the time is over, and says what it waited for; this is for when it does not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Made by {@link java.util.ServiceLoader}. */
    public HelmInstaller() {}

    @Override
    public void install(ChartRelease release, String kubeconfig, Duration limit, CompletableFuture<Void> hopeless) {
        KeptCharts kept = KeptCharts.ofTheUser();
        ChartRelease local = kept.local(release);
        run(local, kubeconfig, limit, hopeless, helmsCache -> kept.keep(local, helmsCache));
    }

    private static void run(
            ChartRelease release,
            String kubeconfig,
            Duration limit,
            CompletableFuture<Void> hopeless,
            Consumer<Path> afterwards) {
        Path directory = null;
        try {
            // Only its owner can read what is in it.
            directory = Files.createTempDirectory("ksail-helm-");
            HelmRequest request = HelmRequest.written(directory, release, kubeconfig, limit);
            try (HelmProcess helm = HelmProcess.started(request)) {
                CompletableFuture.anyOf(helm.ended(), hopeless)
                        .get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
                if (!helm.wasSuccessful()) {
                    throw failed(release, helm.words());
                }
            }
            afterwards.accept(request.cache());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HopelessException problem) {
                throw problem;
            }
            throw failed(release, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw failed(release, "Helm did not end after " + Durations.readable(limit.plus(GRACE)), e);
        } catch (IOException e) {
            throw failed(release, "Helm can't be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(release, "the thread was interrupted while Helm worked", e);
        } finally {
            delete(directory);
        }
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

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // In the directory for temporary files, whose owner clears it.
            return;
        }
    }
}
