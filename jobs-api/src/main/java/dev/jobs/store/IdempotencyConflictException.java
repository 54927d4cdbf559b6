package dev.jobs.store;

import dev.jobs.JobId;
import dev.jobs.JobRequest;

/** An idempotency key was used again for something else: with another type or payload than the first time. Nothing was stored. */
public final class IdempotencyConflictException extends JobStoreException {
    private static final long serialVersionUID = 1L;

    private IdempotencyConflictException(final String message) {
        super(message);
    }

    /** The conflict of the request at this index (from 0) of a call with this many requests with a job that is kept. */
    public static IdempotencyConflictException of(
            final JobRequest request, final int index, final int size, final JobId first) {
        return new IdempotencyConflictException("request " + (index + 1) + " of " + size + ": the idempotency key \""
                + request.idempotencyKey().orElse("") + "\" was used before by job " + first
                + " with another type or payload; nothing was stored");
    }
}
