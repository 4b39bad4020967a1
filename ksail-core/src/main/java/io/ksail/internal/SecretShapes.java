package io.ksail.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What credentials look like. Words, names, URLs, UIDs and digests of images look different. */
final class SecretShapes {

    private static final String MASK = Redaction.MASK;

    /** The end of a field's name that says what its value is. */
    private static final String FIELD =
            "(?:token|password|passwd|secret|client-key-data|client-certificate-data|api[-_]?key|access[-_]?key(?:[-_]?id)?"
                    + "|private[-_]?key)";

    private static final String NAMED = "(?i)" + FIELD;

    /** URLs that need no other credentials. */
    private static final String NAMED_OR_SIGNED = "(?i)(?:" + FIELD + "|signature|sig|credential)";

    private static final String BASE64_CHARACTERS = "A-Za-z0-9+/_=-";

    private static final int SHORTEST_VALUE = 8;

    private static final Pattern SAYS_SECRET = Pattern.compile(
            "(?i).*(?:token|passw|secret|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|[-_.]key|pwd).*");

    private static final Pattern CHUNKS = Pattern.compile("[" + BASE64_CHARACTERS + "]{40,}+");

    /** Enough of a file to see what it is. */
    private static final int EXAMINED = 4_096;

    private static final Pattern TELLTALE = Pattern.compile(
            "PRIVATE KEY-----|apiVersion\"?\\s*:|client-key-data|\\bclusters\"?\\s*:|\\bkind\"?\\s*:\\s*\"?Config");

    /** A shape, and what stands in its place. */
    private record Shape(Pattern pattern, Function<MatchResult, String> replacement) {

        String masked(String text) {
            return pattern.matcher(text).replaceAll(found -> quote(replacement.apply(found)));
        }

        private static String quote(String text) {
            return java.util.regex.Matcher.quoteReplacement(text);
        }
    }

    private static final List<Shape> SHAPES = List.of(
            whole("-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?s:.{0,20000}?)-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----"),
            // One that was cut off, or whose line breaks are escaped.
            whole("-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?:(?:\\s|\\\\[nr])*+[A-Za-z0-9+/=]{12,}+)*+"),
            // JSON in Base64: the head of a JWT, alone or with what follows.
            whole("\\beyJ[\\w-]{5,}+(?:\\.[\\w-]++){1,2}+"),
            whole("\\beyJ[A-Za-z0-9+/_-]{17,}+={0,2}"),
            whole("\\b(?:gh[pousr]_[A-Za-z0-9]{20,}+|github_pat_\\w{20,}+|glpat-[\\w-]{16,}+|(?:AKIA|ASIA)[0-9A-Z]{16}"
                    + "|xox[abp]-[\\w-]{10,}+|k8s-aws-v1\\.[\\w-]++|ya29\\.[\\w-]++|hvs\\.\\w++)"),
            whole("(?<=://)[^\\s/?#\"'<>]+@", "@"),
            // An image with a tag and a digest looks alike.
            whole(
                    "(?<![^\\s='\",(])[^\\s:@/'\"=,()\\[\\]]{1,256}+:[^\\s@/'\",]{1,256}+@(?=\\[?[A-Za-z0-9])(?!sha\\d+:)",
                    "@"),
            new Shape(
                    Pattern.compile(
                            "(?i)(\\b(?:Proxy-)?Authorization[\"']?\\s*[:=]\\s*[\"']?\\[?(?:(?:Bearer|Basic|Negotiate|Digest)\\s++)?)"
                                    + "([^\\s\"'\\],]++)"),
                    found -> found.group(1) + MASK),
            new Shape(
                    Pattern.compile(
                            "(?i)\\b(Bearer|Basic)(\\s++)(?!realm=|error=|scope=|service=)([A-Za-z0-9._~+/=-]{6,}+)"),
                    found -> isOrdinary(found.group(3)) ? found.group() : found.group(1) + found.group(2) + MASK),
            // Arguments of a program.
            new Shape(
                    Pattern.compile("(?i)(?<![\\w-])(--[\\w-]{0,40}?" + FIELD
                            + "(?:\\s++|=)[\"']?)([^\\s\"',\\]-][^\\s\"',\\]]*+)"),
                    found -> found.group(1) + MASK),
            new Shape(
                    Pattern.compile("(" + NAMED + "[\"']?\\s{0,3}[:=]\\s{0,3}\")((?:[^\"\\\\\\n]|\\\\.)++)(?=\")"),
                    found -> found.group(1) + MASK),
            // JSON in JSON.
            new Shape(
                    Pattern.compile("(" + NAMED + "\\\\\"\\s{0,3}:\\s{0,3}\\\\\")([^\"\\\\\\n]++)"),
                    found -> found.group(1) + MASK),
            new Shape(
                    Pattern.compile("(" + NAMED + "[\"']?\\s{0,3}[:=]\\s{0,3}')([^'\\n]++)(?=')"),
                    found -> found.group(1) + MASK),
            // Parameters of a URL, values of Helm's, settings.
            new Shape(
                    Pattern.compile("(" + NAMED_OR_SIGNED + "=)([^\\s,;&\"'\\]})]++)"),
                    found -> isSwitch(found.group(2)) ? found.group() : found.group(1) + MASK),
            new Shape(
                    Pattern.compile(
                            "(" + NAMED + "[\"']?:[ \\t]*+[|>][-+0-9]*+[ \\t]*+\\n)((?:[ \\t]++[^\\n]*+\\n?)++)"),
                    found -> found.group(1) + MASK + "\n"),
            new Shape(
                    Pattern.compile(
                            "(" + NAMED + "[\"']?:[ \\t]++)([^\\s,;\"'\\]})]++)(?=([\"']|[ \\t,}\\]]*+(?:\\n|$))?)"),
                    SecretShapes::field));

    private SecretShapes() {}

    private static Shape whole(String pattern) {
        return whole(pattern, "");
    }

    private static Shape whole(String pattern, String end) {
        return new Shape(Pattern.compile(pattern), found -> MASK + end);
    }

    static String masked(String text) {
        String masked = files(text);
        for (Shape shape : SHAPES) {
            masked = shape.masked(masked);
        }
        return masked;
    }

    /** Whether a name says that its value is a credential. */
    static boolean saysSecret(String name) {
        return SAYS_SECRET.matcher(name).matches();
    }

    /** In a sentence a word may follow the colon; in a file the value is all that follows. */
    private static String field(MatchResult found) {
        String value = found.group(2);
        boolean endsTheLine = found.group(3) != null;
        boolean looksLikeOne =
                value.length() >= SHORTEST_VALUE && value.matches(".*\\d.*") && value.matches(".*[A-Za-z].*");
        return !isSwitch(value) && (endsTheLine || looksLikeOne) ? found.group(1) + MASK : found.group();
    }

    private static boolean isSwitch(String value) {
        return value.matches("(?i)true|false|null|none|\\d{1,3}|\\*\\*\\*.*");
    }

    /** "Basic authentication", "bearer tokens". */
    private static boolean isOrdinary(String word) {
        return word.matches("[A-Za-z]?[a-z-]{0,24}[.,]?");
    }

    /** A kubeconfig or a key in Base64, in one line or in many. */
    private static String files(String text) {
        StringBuilder masked = null;
        int done = 0;
        var chunk = CHUNKS.matcher(text);
        int from = 0;
        while (chunk.find(from)) {
            int start = chunk.start();
            int end = chunk.end();
            while (continues(text, end, chunk)) {
                end = chunk.end();
            }
            from = end;
            if (holdsFile(text.substring(start, Math.min(end, start + EXAMINED)))) {
                masked = masked == null ? new StringBuilder() : masked;
                masked.append(text, done, start).append(MASK);
                done = rest(text, end);
                from = done;
            }
        }
        return masked == null ? text : masked.append(text.substring(done)).toString();
    }

    private static boolean continues(String text, int end, java.util.regex.Matcher chunk) {
        int next = afterBlank(text, end);
        return next > end
                && next < text.length()
                && chunk.region(next, text.length()).lookingAt();
    }

    /** The last line of a file in many lines is a short one. */
    private static int rest(String text, int end) {
        int at = afterBlank(text, end);
        if (at == end || text.charAt(end) != '\n') {
            return end;
        }
        int stop = at;
        while (stop < text.length() && isBase64(text.charAt(stop))) {
            stop++;
        }
        return stop == text.length() || text.charAt(stop) == '\n' ? stop : end;
    }

    private static int afterBlank(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBase64(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "+/_=-".indexOf(c) >= 0);
    }

    /** Wherever in a group of four the text begins that was found. */
    static boolean holdsFile(String base64) {
        String plain = base64.replaceAll("[\\s=]", "").replace('-', '+').replace('_', '/');
        for (int skipped = 0; skipped < 4 && skipped < plain.length(); skipped++) {
            String whole = plain.substring(skipped, plain.length() - (plain.length() - skipped) % 4);
            String text = new String(Base64.getDecoder().decode(whole), StandardCharsets.ISO_8859_1);
            if (TELLTALE.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }
}
