package io.ksail.host;

/** Why something that a kubeconfig says can't be used, as a sentence without its end; for the message about the file. */
final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
        super(reason, null);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
