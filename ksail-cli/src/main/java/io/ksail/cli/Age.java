package io.ksail.cli;

import java.time.Duration;

/** A length of time in the one unit that matters: {@code 45s}, {@code 5m}, {@code 3h}, {@code 2d}. */
final class Age {

    private static final int HOURS_BEFORE_DAYS = 48;

    private Age() {}

    static String of(Duration duration) {
        // The host's clock may be ahead of ours.
        Duration time = duration.isNegative() ? Duration.ZERO : duration;
        if (time.toSeconds() < 60) {
            return time.toSeconds() + "s";
        }
        if (time.toMinutes() < 60) {
            return time.toMinutes() + "m";
        }
        return time.toHours() < HOURS_BEFORE_DAYS ? time.toHours() + "h" : time.toDays() + "d";
    }
}
