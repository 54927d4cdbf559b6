package dev.jobs.http.servlet.response;

/** A request that makes no sense; the message says why, to the client, and needs no escapes in JSON. */
public final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public BadRequestException(final String reason) {
        super(reason);
        this.reason = reason;
    }

    public BadRequestException(final String reason, final Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    public JsonResponse answer() {
        return JsonResponse.error(400, reason);
    }
}
