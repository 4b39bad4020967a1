package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells from an event whether what it speaks of will never come. */
final class EventProblems {

    private static final int PULLS_TO_GIVE_UP = 2;

    private EventProblems() {}

    static Optional<Problem> of(Event event) {
        String message = event.getMessage() == null ? "" : event.getMessage();
        if ("FailedCreate".equals(event.getReason()) && isDenied(message)) {
            return Optional.of(new Problem(
                    "the host does not admit the pod: " + message,
                    "nested nodes are privileged pods: let the host's admission (Pod Security, policies, quotas) allow"
                            + " them in this namespace, or use another host"));
        }
        if ("Failed".equals(event.getReason()) && message.startsWith("Failed to pull image")) {
            int times = event.getCount() == null ? 1 : event.getCount();
            if (isFinalForPull(message) || times >= PULLS_TO_GIVE_UP) {
                return Optional.of(new Problem(
                        message,
                        "check the Kubernetes version and the image's name, that the host's nodes reach the registry,"
                                + " and registry mirrors (KSAIL_REGISTRY_MIRRORS)"));
            }
        }
        return Optional.empty();
    }

    /** A service account that is still to come heals by itself, though the host says "forbidden" of that too. */
    private static boolean isDenied(String message) {
        return !message.contains("error looking up service account")
                && Stream.of("forbidden", "denied").anyMatch(message.toLowerCase(Locale.ROOT)::contains);
    }

    /** A registry that answers "no" will say so again; one that does not answer may do so at the second try. */
    private static boolean isFinalForPull(String message) {
        return Stream.of("not found", "manifest unknown", "denied", "unauthorized", "invalid reference")
                .anyMatch(message.toLowerCase(Locale.ROOT)::contains);
    }
}
