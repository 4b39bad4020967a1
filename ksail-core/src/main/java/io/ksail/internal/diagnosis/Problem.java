package io.ksail.internal.diagnosis;

/**
 * Something that will not heal by waiting.
 *
 * @param seen what was seen, in the host's own words
 * @param remedy what to do about it
 */
public record Problem(String seen, String remedy) {

    /** What to do when processes were killed, or the limit was reached. */
    public static final String MORE_MEMORY = "give the nodes more memory (resources), or take the limit away";

    /**
     * The host can't be reached any more.
     *
     * @param silence since when, or while doing what
     * @param words what the network says
     * @param namespace what may be left there
     * @return the problem
     */
    public static Problem hostLost(String silence, String words, String namespace) {
        return new Problem(
                "the host's API has not answered %s: %s".formatted(silence, words),
                "bring the host back; what was made there is removed when its lease runs out, or by: kubectl delete"
                        + " namespace " + namespace);
    }
}
