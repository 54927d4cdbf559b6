package dev.jobs.client;

import dev.jobs.JobId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service has refused a submission: it stores no job, since a limit of that is full. As many jobs as may run at once have not ended, or as many
 * as may start lately have started ({@link #freeAt()}). The same call may succeed later.
 */
public final class LimitFullException extends JobsClientException {
    private static final long serialVersionUID = 1L;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    private final transient @Nullable JobId heldBy;
    private final @Nullable Instant freeAt;

    private LimitFullException(
            final String message, final int status, final @Nullable JobId heldBy, final @Nullable Instant freeAt) {
        super(message, status, null);
        this.heldBy = heldBy;
        this.freeAt = freeAt;
    }

    /** The exception for an answer that is such a refusal; empty for any other, whatever its status and body. */
    static Optional<LimitFullException> of(final int status, final String body, final String told) {
        if (status != CONFLICT && status != TOO_MANY) {
            return Optional.empty();
        }
        try {
            final JsonObject answer = JsonObject.parse(body);
            final String reason = answer.string("reason").orElse("");
            if (status == CONFLICT && reason.equals("limit_reached")) {
                final JobId heldBy =
                        answer.string("heldBy").flatMap(JobId::parse).orElse(null);
                return Optional.of(new LimitFullException(told, status, heldBy, null));
            }
            // A proxy that counts requests may use the same word, but knows of no start.
            if (status == TOO_MANY && reason.equals("rate_limited")) {
                return answer.string("freeAt")
                        .map(Instant::parse)
                        .map(freeAt -> new LimitFullException(told, status, null, freeAt));
            }
        } catch (final IllegalArgumentException | DateTimeParseException e) {
            // Something else answers so.
        }
        return Optional.empty();
    }

    /**
     * The job that is in the way: the oldest that runs under the limit, else one that waits for it. Empty if this caller may not see it, if the limit
     * allows none, or if only a rate is full.
     */
    public Optional<JobId> heldBy() {
        return Optional.ofNullable(heldBy);
    }

    /** The time, by the service's clock, at which the rate allows the next start; only if that is what is full. */
    public Optional<Instant> freeAt() {
        return Optional.ofNullable(freeAt);
    }
}
