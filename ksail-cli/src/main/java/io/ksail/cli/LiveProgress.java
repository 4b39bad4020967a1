package io.ksail.cli;

import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A line that says what is being done and for how long, and a line above it for each result. */
final class LiveProgress implements ShownProgress {

    private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final long FRAME_MILLIS = 100;

    private final StatusLine status;
    private final PrintStream messages;
    private final Style style;
    private final int columns;
    private final ScheduledExecutorService clock;
    private String stage = "";
    private Stopwatch since = Stopwatch.started();
    private int frame;

    LiveProgress(StatusLine status, Style style, int columns) {
        this.status = status;
        this.messages = new PrintStream(status, false, StandardCharsets.UTF_8);
        this.style = style;
        this.columns = columns;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ksail-progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(this::tick, FRAME_MILLIS, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void begun(String next) {
        stage = Style.printable(next);
        since = Stopwatch.started();
        draw();
    }

    @Override
    public synchronized void done(String result, Duration took) {
        stage = "";
        messages.println(
                "%s %s  %s".formatted(style.good("✓"), Style.printable(result), style.faint(Durations.readable(took))));
    }

    @Override
    public synchronized void failed() {
        if (!stage.isEmpty()) {
            messages.println(
                    "%s %s  %s".formatted(style.bad("✗"), stage, style.faint(Durations.readable(since.elapsed()))));
            stage = "";
        }
    }

    private synchronized void tick() {
        frame++;
        draw();
    }

    /** A line that is too long would be wrapped, and could not be written over. */
    private void draw() {
        if (!stage.isEmpty()) {
            String time =
                    String.format(Locale.ROOT, " … %.1f s", since.elapsed().toMillis() / 1000.0);
            int room = Math.max(0, columns - time.length() - 3);
            String shown = stage.length() > room ? stage.substring(0, room) : stage;
            status.show(style.waiting(String.valueOf(FRAMES.charAt(frame % FRAMES.length()))) + " " + shown + time);
        }
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        stage = "";
        messages.flush();
        status.erase();
    }
}
