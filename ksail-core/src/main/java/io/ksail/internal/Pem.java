package io.ksail.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Keys, requests and certificates as the text that Kubernetes reads (RFC 7468). */
public final class Pem {

    private static final int LINE_LENGTH = 64;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

    /**
     * A value that a text holds.
     *
     * @param label what it is, such as {@code CERTIFICATE}
     * @param der its encoding
     */
    public record Block(String label, byte[] der) {}

    private Pem() {}

    /**
     * Wraps an encoded value.
     *
     * @param label what it is, such as {@code CERTIFICATE}
     * @param der its encoding
     * @return the text
     */
    public static String text(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(der),
                        label);
    }

    /**
     * The text once more in Base64, as fields of Kubernetes objects want it.
     *
     * @param label what it is, such as {@code CERTIFICATE}
     * @param der its encoding
     * @return one line
     */
    public static String base64(String label, byte[] der) {
        return Base64.getEncoder().encodeToString(text(label, der).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The values in a text, whatever stands around them.
     *
     * @param text any text
     * @return the values, in their order; without those that are encrypted or cut off
     */
    public static List<Block> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), Base64.getMimeDecoder().decode(found.group(2))))
                .toList();
    }
}
