package io.ksail.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as they are written: SHA-256, in hexadecimal digits. */
public final class Sha256 {

    /** How much of a digest tells two things of a person apart. */
    private static final int FEW_DIGITS = 12;

    private Sha256() {}

    /**
     * The whole digest.
     *
     * @param content what is digested
     * @return 64 digits
     */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The beginning of a digest, for a name.
     *
     * @param text what is digested, as UTF-8
     * @return 12 digits
     */
    public static String beginningOf(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8)).substring(0, FEW_DIGITS);
    }
}
