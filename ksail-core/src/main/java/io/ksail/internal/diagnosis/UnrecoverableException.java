package io.ksail.internal.diagnosis;

/** What was waited for can't come any more; ends a wait before its deadline. */
public final class UnrecoverableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /**
     * Ends a wait.
     *
     * @param problem why there is no hope
     */
    public UnrecoverableException(Problem problem) {
        super(problem.seen());
        this.problem = problem;
    }

    /**
     * Why there is no hope.
     *
     * @return what was seen and what to do
     */
    public Problem problem() {
        return problem;
    }
}
