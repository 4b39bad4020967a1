package io.ksail.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Writes ASN.1 values in DER (ITU-T X.690). The JDK encodes keys and makes signatures, but has nothing public that puts
 * them together to a request or a certificate.
 */
public final class Der {

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_SHORT_LENGTH = 127;

    private Der() {}

    /**
     * Any value: its tag, its length, its content.
     *
     * @param tag the tag's one byte
     * @param parts the content, whose parts are put one after the other
     * @return the encoded value
     */
    public static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length > LONGEST_SHORT_LENGTH) {
            byte[] digits = unsigned(length);
            out.write(0x80 | digits.length);
            out.writeBytes(digits);
        } else {
            out.write(length);
        }
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /**
     * A SEQUENCE.
     *
     * @param parts encoded values
     * @return the encoded value
     */
    public static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    /**
     * A SET of one value, which needs no order.
     *
     * @param part the encoded value
     * @return the encoded value
     */
    public static byte[] set(byte[] part) {
        return tagged(0x31, part);
    }

    /**
     * An INTEGER.
     *
     * @param value the number
     * @return the encoded value
     */
    public static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    /**
     * A BOOLEAN that is true.
     *
     * @return the encoded value
     */
    public static byte[] yes() {
        return tagged(0x01, new byte[] {(byte) 0xff});
    }

    /**
     * A NULL.
     *
     * @return the encoded value
     */
    public static byte[] nothing() {
        return tagged(0x05);
    }

    /**
     * A BIT STRING of whole bytes.
     *
     * @param bytes the bytes
     * @return the encoded value
     */
    public static byte[] bits(byte[] bytes) {
        return tagged(0x03, new byte[] {0}, bytes);
    }

    /**
     * An OCTET STRING.
     *
     * @param bytes the bytes
     * @return the encoded value
     */
    public static byte[] octets(byte[] bytes) {
        return tagged(0x04, bytes);
    }

    /**
     * A UTF8String.
     *
     * @param text any text
     * @return the encoded value
     */
    public static byte[] text(String text) {
        return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A UTCTime.
     *
     * @param instant a time before 2050
     * @return the encoded value
     */
    public static byte[] time(Instant instant) {
        return tagged(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * An OBJECT IDENTIFIER.
     *
     * @param dotted such as {@code 2.5.4.3}
     * @return the encoded value
     */
    public static byte[] oid(String dotted) {
        int[] arcs =
                Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(base128(arcs[0] * 40 + arcs[1]));
        Arrays.stream(arcs).skip(2).forEach(arc -> out.writeBytes(base128(arc)));
        return tagged(0x06, out.toByteArray());
    }

    /** Seven bits a byte; all but the last have the eighth set. */
    private static byte[] base128(int value) {
        int bytes = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
        byte[] result = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            int more = i < bytes - 1 ? 0x80 : 0;
            result[i] = (byte) (value >>> 7 * (bytes - 1 - i) & 0x7f | more);
        }
        return result;
    }

    /**
     * The first value in a SEQUENCE, such as the algorithm of a public key (X.509, SubjectPublicKeyInfo).
     *
     * @param sequence an encoded SEQUENCE that is not empty
     * @return the encoded value
     */
    public static byte[] firstOf(byte[] sequence) {
        int from = contentOf(sequence, 0);
        int content = contentOf(sequence, from);
        int digits = content - from - 2;
        int length = digits == 0
                ? sequence[from + 1]
                : new BigInteger(1, Arrays.copyOfRange(sequence, content - digits, content)).intValueExact();
        return Arrays.copyOfRange(sequence, from, content + length);
    }

    /** Where the content begins of the value at a place. */
    private static int contentOf(byte[] values, int at) {
        int length = values[at + 1] & 0xff;
        return at + 2 + (length > LONGEST_SHORT_LENGTH ? length & 0x7f : 0);
    }

    private static byte[] unsigned(int value) {
        byte[] signed = BigInteger.valueOf(value).toByteArray();
        return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }
}
