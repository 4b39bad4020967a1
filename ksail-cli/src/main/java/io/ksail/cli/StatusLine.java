package io.ksail.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The stream of messages, with at most one line below them that is written over again and again. Whole lines are passed
 * on, so that a message never ends in the middle of that line. Thread-safe.
 */
final class StatusLine extends OutputStream {

    private static final byte[] ERASE = "\r\u001b[K".getBytes(StandardCharsets.UTF_8);

    private final OutputStream stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean shown;

    StatusLine(OutputStream stream) {
        this.stream = stream;
    }

    /** Shows a text in place of the one shown before. */
    synchronized void show(String text) {
        try {
            stream.write(ERASE);
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
            shown = true;
        } catch (IOException e) {
            // Nobody is looking any more, which is no reason to stop working.
            shown = false;
        }
    }

    /** Takes the text off. */
    synchronized void erase() {
        if (shown) {
            show("");
            shown = false;
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            pass();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** Passes on what has no end of line too. */
    synchronized void finish() throws IOException {
        erase();
        pass();
    }

    private void pass() throws IOException {
        erase();
        line.writeTo(stream);
        line.reset();
        stream.flush();
    }
}
