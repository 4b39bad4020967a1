package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.PodExec;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns whatever ended a creation into one message: what was tried, what was seen, what to do. */
final class CreationFailures {

    private static final String RAISE_INOTIFY_LIMITS = "raise the limits of inotify on the host's nodes: sysctl -w"
            + " fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=524288";

    /**
     * Every nested node takes its part of these limits of the host's nodes. No API tells them, so what counts is the words of
     * those who have run into them: systemd, the kubelet, containerd, and what else is written in Go.
     */
    private static final Pattern INOTIFY_LIMIT = Pattern.compile(
            "too many open files|inotify_(init|add_watch)|inotify (object|instance|watch)", Pattern.CASE_INSENSITIVE);

    private final ClusterSpec spec;
    private final String image;
    private final String hostDescription;

    CreationFailures(ClusterSpec spec, String image, String hostDescription) {
        this.spec = spec;
        this.image = image;
        this.hostDescription = hostDescription;
    }

    /** The namespace could not be made because there is one of that name. */
    NameTakenException nameTaken(@Nullable Namespace there, Throwable cause) {
        String whose = there != null && ClusterLabels.isOurs(there)
                ? "made by "
                        + ClusterLabels.note(there, ClusterLabels.CREATED_BY).orElse("another tool")
                        + ClusterLabels.note(there, ClusterLabels.REQUESTED_BY)
                                .map(who -> " for " + who)
                                .orElse("")
                : "not made by KSail, so it is left alone";
        String going =
                there != null && there.getMetadata().getDeletionTimestamp() != null ? ", and is being deleted" : "";
        List<String> silent = ClusterNamespace.silentApiServices(there);
        if (!silent.isEmpty()) {
            going += ", which does not end while the host's API services %s are not available"
                    .formatted(String.join(", ", silent));
        }
        return new NameTakenException(failure(
                "namespace %s exists already (%s%s)".formatted(spec.namespace(), whose, going),
                "choose another name, or leave the name out for a unique one, or delete that cluster first"
                        + (silent.isEmpty() ? "" : "\n" + ClusterNamespace.remedyFor(silent)),
                cause));
    }

    /** The host refused a request, or did not answer it. */
    KsailException refused(KubernetesClientException e, String doing) {
        if (Causes.nobodyAnswered(e)) {
            Problem lost = hostLost(e, doing);
            return failure(lost.seen(), lost.remedy(), e);
        }
        return failure(
                "%s, while %s".formatted(Causes.message(e), doing),
                "check what the user of this kubeconfig may do on the host",
                e);
    }

    /** There is nothing to look into yet. */
    KsailException unwatched(RuntimeException e, String doing) {
        return failure("%s, while %s".formatted(Causes.message(e), doing), "look at what the host says above", e);
    }

    KsailException interrupted(InterruptedException e, String doing) {
        return failure("the thread was interrupted while " + doing, "create it again", e);
    }

    /**
     * Anything that happened once there was a namespace to look into.
     *
     * @param insideNested whether requests already went to the nested cluster, so that silence is not the host's
     * @param nodesReport what the nodes say of themselves, when there was not enough time
     */
    KsailException explained(
            Exception e, String doing, boolean insideNested, NamespaceWatch watch, Supplier<String> nodesReport) {
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        if (cause instanceof KsailException known) {
            return known;
        }
        if (cause instanceof UnrecoverableException unrecoverable) {
            return failure(unrecoverable.problem(), watch);
        }
        if (cause instanceof KubernetesClientException silent && Causes.nobodyAnswered(silent) && !insideNested) {
            return failure(hostLost(silent, doing), watch);
        }
        if (cause instanceof PodExec.RefusedException refused) {
            return failure(
                    "%s, while %s".formatted(Causes.message(refused), doing),
                    "let the host's user run commands in pods (docs/host-rbac.yaml), and whatever stands between here and"
                            + " the host's API pass WebSockets on",
                    refused);
        }
        // Not that of a request which got no connection, or no answer, in the client's own time.
        if (cause.getClass() == TimeoutException.class && (cause == e || cause.getMessage() != null)) {
            String words = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            return failure(
                    "not ready within %s, while %s%s\n%s"
                            .formatted(
                                    Durations.readable(spec.readyTimeout()),
                                    doing,
                                    words,
                                    (nodesReport.get() + "\n" + watch.report()).strip()),
                    "look at what the pods and the node say above; a slow host needs a longer readyTimeout",
                    cause);
        }
        return failure(
                "%s, while %s\n%s".formatted(Causes.message(cause), doing, watch.report()),
                "look at what the host says above",
                cause);
    }

    private Problem hostLost(KubernetesClientException silent, String doing) {
        return Problem.hostLost("while " + doing, Causes.message(silent), spec.namespace());
    }

    /** The same failure, of a cluster that is not rolled back. */
    KsailException kept(KsailException failure) {
        return new ClusterCreationException(
                failure.tried(),
                failure.seen(),
                "%s\nwhat there is of it is kept: kubectl get pods,events -n %s; delete it with: ksail cluster delete %s"
                        .formatted(failure.remedy(), spec.namespace(), spec.name()),
                failure.getCause(),
                true);
    }

    private KsailException failure(Problem problem, NamespaceWatch watch) {
        String around = watch.report()
                .lines()
                .filter(line -> !line.contains(problem.seen()))
                .collect(Collectors.joining("\n"));
        return failure(problem.seen() + "\n" + around, problem.remedy(), null);
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new ClusterCreationException(
                "Cluster '%s' (%s, %s) could not be created on the host of %s"
                        .formatted(spec.name(), spec.distribution(), image, hostDescription),
                seen,
                inotifyRemedy(seen).orElse(remedy),
                cause);
    }

    /** What to do, if what pods and nodes have said speaks of the limits of inotify. */
    static Optional<String> inotifyRemedy(String words) {
        return INOTIFY_LIMIT.matcher(words).find() ? Optional.of(RAISE_INOTIFY_LIMITS) : Optional.empty();
    }
}
