package io.ksail.kubeconfig.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The bytes of a file as text, so that what is not edited comes out as the same bytes.
 *
 * @param marked whether a byte order mark stands in front of the text
 */
record KubeconfigBytes(KubeconfigText text, boolean marked) {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Takes bytes for text.
     *
     * @throws io.ksail.KsailException if they are not UTF-8
     */
    static KubeconfigBytes decoded(Path file, byte[] bytes) {
        CharBuffer buffer = CharBuffer.allocate(bytes.length);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), buffer, true);
        String text = buffer.flip().toString();
        boolean marked = text.startsWith(BYTE_ORDER_MARK);
        KubeconfigText source = new KubeconfigText(file, marked ? text.substring(1) : text);
        if (result.isError()) {
            throw source.refusal(source.text().length(), "it is not UTF-8 text from here on");
        }
        return new KubeconfigBytes(source, marked);
    }

    /** The bytes of an edited text. */
    byte[] encoded(String edited) {
        return ((marked ? BYTE_ORDER_MARK : "") + edited).getBytes(StandardCharsets.UTF_8);
    }
}
