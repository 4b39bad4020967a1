package io.ksail.internal.callback;

import java.io.Reader;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node answers is whatever whoever rules it lets it say. */
class TunnelListenerTest {

    @Test
    void an_answer_is_a_line() {
        assertThat(ReverseTunnel.Listener.line(new StringReader("listening\nand more")))
                .contains("listening");
    }

    @Test
    void an_answer_that_never_ends_is_none() {
        assertThat(ReverseTunnel.Listener.line(new Endless())).isEmpty();
        assertThat(ReverseTunnel.Listener.line(new StringReader("cut off"))).isEmpty();
    }

    private static final class Endless extends Reader {
        @Override
        public int read(char[] buffer, int offset, int length) {
            buffer[offset] = 'x';
            return 1;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
