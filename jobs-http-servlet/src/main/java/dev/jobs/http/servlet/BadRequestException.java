package dev.jobs.http.servlet;

/** What was asked for makes no sense; the message says why, to the client, and needs no escapes in JSON. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BadRequestException(final String reason) {
        super(reason);
        this.reason = reason;
    }

    BadRequestException(final String reason, final Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    JsonResponse answer() {
        return JsonResponse.error(400, reason);
    }
}
