package io.ksail.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes text of unknown origin fit for messages and logs: credentials become {@code ***}, what a terminal would act on
 * is dropped, and what is longer than anybody reads is cut. Thread-safe.
 *
 * <p>Credentials are found because they are {@linkplain #remember known}, or by their shape.
 */
public final class Redaction {

    /** What stands in the place of a credential. */
    public static final String MASK = "***";

    /** A whole log of a node fits. */
    private static final int LONGEST = 16_000;

    /** What is not even looked at, as it would be cut anyway. */
    private static final int LONGEST_EXAMINED = 65_536;

    private static final int LONGEST_VALUE = 256;

    private static final String ESCAPE_SEQUENCES =
            "\u001b\\[[0-9;?]*+[ -/]*+[@-~]|\u001b\\][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)?";

    /** Besides control characters, those that change the direction of what follows. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile(ESCAPE_SEQUENCES + "|[\\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029&&[^\n\t]]");

    /** A word in which nobody would recognize a name: long, and of capital and small letters and digits. */
    private static final Pattern OPAQUE =
            Pattern.compile("(?=[^A-Z]*+[A-Z])(?=[^a-z]*+[a-z])(?=\\D*+\\d)[A-Za-z0-9_=-]{32,}+");

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)([^\\s/?#\"'<>]+)@");

    private Redaction() {}

    /**
     * Text as it may be shown. Text without anything to hide comes out as it is; doing it twice changes nothing.
     *
     * @param text any text
     * @return the text, of at most 16,000 characters
     */
    public static String scrubbed(String text) {
        String examined = text.length() > LONGEST_EXAMINED ? text.substring(0, LONGEST_EXAMINED) : text;
        return cut(masked(printable(examined)), text.length() - examined.length());
    }

    /**
     * Text without credentials, and otherwise as it is: for who shows its control characters in another way, and cuts it.
     *
     * @param text any text
     * @return the text; what can't be told from a credential is masked too
     */
    public static String masked(String text) {
        return SecretShapes.masked(KnownSecrets.masked(text));
    }

    /** Whether nothing of a text has to be hidden. */
    static boolean isHarmless(String text) {
        return text.length() <= 4 * LONGEST && masked(printable(text)).equals(text.replace("\r\n", "\n"));
    }

    /**
     * A failure as it may be shown, with all its causes and whatever it suppressed: itself if there is nothing to hide, else
     * a copy with the same stack traces that names the classes.
     *
     * @param failure any failure, or null
     * @return the failure or its copy; null for null
     */
    public static @Nullable Throwable scrubbed(@Nullable Throwable failure) {
        return failure == null ? null : RedactedFailure.of(failure);
    }

    /**
     * A value that was given for a setting, as a message quotes it. Somebody may have given a credential by mistake.
     *
     * @param value the value
     * @return the value, if it is a line of moderate length in which nothing looks like a credential
     */
    public static String quoted(String value) {
        if (value.length() > LONGEST_VALUE || value.indexOf('\n') >= 0) {
            return "(%d characters)".formatted(value.length());
        }
        return OPAQUE.matcher(scrubbed(value)).replaceAll(MASK);
    }

    /**
     * Has a credential masked from now on, wherever it appears: as it is, line by line, and in Base64.
     *
     * @param secret a credential; one of less than eight characters, or none, is not remembered
     */
    public static void remember(@Nullable String secret) {
        if (secret != null) {
            KnownSecrets.add(secret);
        }
    }

    /**
     * Has a user's name and password masked in the form of an HTTP header too.
     *
     * @param user the name
     * @param password the password
     */
    public static void remember(@Nullable String user, @Nullable String password) {
        remember(password);
        if (user != null && password != null) {
            remember(user + ":" + password);
        }
    }

    /**
     * Has the value of a variable or a parameter masked, if its name says that it is a credential or it looks like one.
     *
     * @param name such as {@code SERVICE_TOKEN} or {@code auth.password}
     * @param value the value, or null
     */
    public static void rememberValue(String name, @Nullable String value) {
        if (value != null
                && (SecretShapes.saysSecret(name) || OPAQUE.matcher(value).matches())) {
            remember(value);
        }
        rememberUrl(value);
    }

    /**
     * Has the user and the password masked that a URL holds.
     *
     * @param url any text, or null
     */
    public static void rememberUrl(@Nullable String url) {
        Matcher user = url == null ? null : USER_INFO.matcher(url);
        while (user != null && user.find()) {
            remember(user.group(1));
            String[] parts = user.group(1).split(":", 2);
            if (parts.length == 2) {
                remember(parts[1]);
                String decoded = decoded(parts[1]);
                remember(decoded(parts[0]), decoded);
            }
        }
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return part;
        }
    }

    /**
     * Has every credential of a kubeconfig masked, also of one that can't be parsed.
     *
     * @param text YAML or JSON
     */
    public static void rememberKubeconfig(String text) {
        KnownSecrets.addAllOfKubeconfig(text);
    }

    static String printable(String text) {
        String oneSortOfLines =
                text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        return UNPRINTABLE.matcher(oneSortOfLines).replaceAll("");
    }

    private static String cut(String text, int alreadyCut) {
        if (text.length() <= LONGEST && alreadyCut == 0) {
            return text;
        }
        // The remark about it has to fit too, so that a second time changes nothing.
        int kept = Math.min(text.length(), LONGEST - 40);
        return "%s… (%d more characters)".formatted(text.substring(0, kept), text.length() - kept + alreadyCut);
    }

    /** A failure whose words can't be shown, as it can be: reports print the words of all causes. */
    private static final class RedactedFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private RedactedFailure(String words, @Nullable Throwable cause) {
            super(words, cause);
        }

        /** The failure itself if nothing of it, of its causes and of what it suppressed has to be hidden. */
        static Throwable of(Throwable failure) {
            return isHarmless(failure, Collections.newSetFromMap(new IdentityHashMap<>()))
                    ? failure
                    : copy(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
        }

        private static boolean isHarmless(Throwable failure, Set<Throwable> seen) {
            if (!seen.add(failure)) {
                return true;
            }
            Throwable cause = failure.getCause();
            if (!Redaction.isHarmless(failure.toString()) || cause != null && !isHarmless(cause, seen)) {
                return false;
            }
            for (Throwable suppressed : failure.getSuppressed()) {
                if (!isHarmless(suppressed, seen)) {
                    return false;
                }
            }
            return true;
        }

        private static RedactedFailure copy(Throwable failure, Set<Throwable> seen) {
            seen.add(failure);
            Throwable cause = failure.getCause();
            RedactedFailure copy = new RedactedFailure(
                    Redaction.scrubbed(failure.toString()),
                    cause == null || seen.contains(cause) ? null : copy(cause, seen));
            copy.setStackTrace(failure.getStackTrace());
            for (Throwable suppressed : failure.getSuppressed()) {
                if (!seen.contains(suppressed)) {
                    copy.addSuppressed(copy(suppressed, seen));
                }
            }
            return copy;
        }

        /** Begins with the name of the class that was thrown. */
        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    /** The credentials that this process has read. Thread-safe. */
    private static final class KnownSecrets {

        /** What is shorter is a word that may stand in any message. */
        private static final int SHORTEST = 8;

        /** A process reads a handful; tokens that are renewed all the time must not fill the memory. */
        private static final int MOST = 2_000;

        private static final Pattern OF_KUBECONFIG = Pattern.compile(
                "[\"']?\\b(token|password|client-key-data|clientKeyData|id-token|refresh-token|access-token|client-secret)[\"']?[ \\t]*+:[ \\t]*+"
                        + "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|'([^']*+)'|[|>][-+0-9]*+[ \\t]*+\\R((?:[ \\t]++[^\\n]*+\\n?)*+)|([^\\s,}#\"'|>][^\\n,}#]*+))");

        private static final String HEAD_OF_PEM = "-----";

        private static final Set<String> ALL = new LinkedHashSet<>();

        /** The longest first, so that one that is a part of another one leaves nothing of it. */
        private static volatile List<String> snapshot = List.of();

        private KnownSecrets() {}

        static void add(String secret) {
            String whole = secret.strip();
            Set<String> forms = new LinkedHashSet<>();
            collect(whole, forms);
            decoded(whole, forms);
            if (forms.isEmpty() || Set.copyOf(snapshot).containsAll(forms)) {
                return;
            }
            synchronized (ALL) {
                ALL.addAll(forms);
                var oldest = ALL.iterator();
                while (ALL.size() > MOST) {
                    oldest.next();
                    oldest.remove();
                }
                snapshot = ALL.stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
            }
        }

        static void addAllOfKubeconfig(String text) {
            Matcher field = OF_KUBECONFIG.matcher(text);
            while (field.find()) {
                for (int group = 2; group <= 5; group++) {
                    if (field.group(group) != null) {
                        add(field.group(group));
                    }
                }
            }
        }

        private static void collect(String secret, Set<String> forms) {
            String seen = Redaction.printable(secret).strip();
            if (seen.length() < SHORTEST) {
                return;
            }
            forms.add(seen);
            forms.add(base64(secret));
            seen.lines().map(String::strip).filter(KnownSecrets::tells).forEach(forms::add);
        }

        /** Key data of a kubeconfig is PEM in Base64. */
        private static void decoded(String secret, Set<String> forms) {
            try {
                String text = new String(Base64.getDecoder().decode(secret), StandardCharsets.US_ASCII);
                if (text.startsWith(HEAD_OF_PEM)) {
                    collect(text.strip(), forms);
                }
            } catch (IllegalArgumentException notBase64) {
                // Most are not.
                return;
            }
        }

        private static boolean tells(String line) {
            return line.length() >= SHORTEST && !line.startsWith(HEAD_OF_PEM);
        }

        /** Without the padding, which not everybody writes. */
        private static String base64(String secret) {
            return Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        }

        static String masked(String text) {
            String masked = text;
            for (String secret : snapshot) {
                if (masked.contains(secret)) {
                    masked = masked.replace(secret, Redaction.MASK);
                }
            }
            return masked;
        }
    }
}
