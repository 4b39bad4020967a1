package io.ksail.doctor;

import io.ksail.host.Host;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the host answers, and with a version that nested clusters were tried on. */
record Connection(Host host) implements Preflight.Check {

    static final String NAME = "connection";

    private static final int OLDEST_MINOR = 27;
    private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+)\\b.*");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Answer look() {
        return judged(
                host.version(),
                "Kubernetes %s, %s, at %s"
                        .formatted(
                                host.version(),
                                host.description(),
                                host.client().getConfiguration().getMasterUrl()));
    }

    static Answer judged(String version, String seen) {
        Matcher minor = VERSION.matcher(version);
        boolean old = minor.matches() && Integer.parseInt(minor.group(1)) < OLDEST_MINOR;
        return old
                ? Answer.warning(seen, "bring the host to Kubernetes 1.%d or later".formatted(OLDEST_MINOR))
                : Answer.ok(seen);
    }
}
