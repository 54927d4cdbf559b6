package dev.jobs.dashboard.http;

/** Says that a request cannot be answered as it is, and what its sender is told. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private Refusal(final int status, final String message) {
        // What a client does wrong is no fault whose place matters.
        super(message, null, false, false);
        this.status = status;
    }

    /** The request is not one that is understood. */
    public static Refusal badRequest(final String message) {
        return new Refusal(400, message);
    }

    /** Whoever sent the request may not do that. */
    public static Refusal forbidden(final String message) {
        return new Refusal(403, message);
    }

    /** There is nothing there, or nothing that the sender may see. */
    public static Refusal notFound(final String message) {
        return new Refusal(404, message);
    }

    /** The thing is not in a state in which that can be done. */
    public static Refusal conflict(final String message) {
        return new Refusal(409, message);
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** The answer. */
    public Answer answer() {
        return Answer.error(status, String.valueOf(getMessage()));
    }
}
