package dev.jobs.worker.engine;

import dev.jobs.store.Report;
import java.util.Optional;

/** Other reports of an attempt's end, for a store that refuses the first, as by a trigger or a constraint. */
final class OtherWords {
    private static final String RESULT = "The result of this job could not be stored.";
    private static final String ERROR = "The job failed, and what went wrong could not be stored.";

    private OtherWords() {}

    /** The end in words that the store may take sooner, at last as a failure for good; nothing when there are none left. */
    static Optional<Report.Ended> of(final Report.Ended end) {
        if (end instanceof Report.Completed) {
            return Optional.of(Report.failedForGood(end.lease(), RESULT));
        }
        if (end instanceof Report.Declined) {
            return Optional.of(Report.failedForGood(end.lease(), Report.Declined.ERROR));
        }
        if (end instanceof Report.Failed failed && !failed.error().equals(ERROR)) {
            return Optional.of(new Report.Failed(end.lease(), ERROR, failed.retryAfter(), failed.cause()));
        }
        if (end instanceof Report.Failed failed && failed.retryAfter().isPresent()) {
            return Optional.of(new Report.Failed(end.lease(), ERROR, Optional.empty(), failed.cause()));
        }
        return Optional.empty();
    }
}
