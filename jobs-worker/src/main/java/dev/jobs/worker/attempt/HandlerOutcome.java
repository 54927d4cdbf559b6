package dev.jobs.worker.attempt;

import java.util.Optional;

/** The way in which a handler has ended. */
sealed interface HandlerOutcome {
    /** It returned this, as JSON. */
    record Returned(Optional<String> result) implements HandlerOutcome {}

    /** It threw this, or was not called because of it. */
    record Thrown(Throwable failure) implements HandlerOutcome {}
}
