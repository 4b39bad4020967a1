package io.ksail.cli;

/** What the library logs: its warnings, or with {@code --verbose} every stage; never what its own libraries log. */
final class Logging {

    private static final String SIMPLE = "org.slf4j.simpleLogger.";

    private Logging() {}

    /** Has to be called before the first class that logs is loaded. */
    static void configure(boolean verbose) {
        System.setProperty(SIMPLE + "defaultLogLevel", verbose ? "warn" : "off");
        System.setProperty(SIMPLE + "log.io.ksail", verbose ? "debug" : "warn");
        System.setProperty(SIMPLE + "showThreadName", "false");
        System.setProperty(SIMPLE + "showLogName", "false");
        System.setProperty(SIMPLE + "levelInBrackets", "true");
    }
}
