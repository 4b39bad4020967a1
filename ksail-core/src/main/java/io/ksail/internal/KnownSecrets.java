package io.ksail.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The credentials that this process has read. Thread-safe. */
final class KnownSecrets {

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
