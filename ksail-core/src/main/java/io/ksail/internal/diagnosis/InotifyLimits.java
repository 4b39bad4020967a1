package io.ksail.internal.diagnosis;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The limits of inotify on the host's nodes, of which every nested node takes its part, whatever its distribution. No API
 * tells them: what is known of them is what those say who have run into them.
 */
public final class InotifyLimits {

    private static final String REMEDY = "raise the limits of inotify on the host's nodes: sysctl -w"
            + " fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=524288";

    /** Of systemd, the kubelet, containerd, and what else is written in Go. */
    private static final Pattern REACHED = Pattern.compile(
            "too many open files|inotify_(init|add_watch)|inotify (object|instance|watch)", Pattern.CASE_INSENSITIVE);

    private InotifyLimits() {}

    /**
     * What to do, if the limits are what is in the way.
     *
     * @param words what pods and nodes have said
     * @return a remedy; empty if they do not speak of the limits
     */
    public static Optional<String> remedy(String words) {
        return REACHED.matcher(words).find() ? Optional.of(REMEDY) : Optional.empty();
    }
}
