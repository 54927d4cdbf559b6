package dev.jobs.worker.attempt;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.worker.log.Counted;
import dev.jobs.worker.log.FailureText;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs failed attempts: which are tried again and when, and which were the last. The stack trace of a failure
 * that comes again at the next attempt of its job is logged the first time only. Safe to share between threads.
 */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final int MOST_KNOWN = 1_000;

    private final Map<JobId, Known> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<JobId, Known> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    /** A failure whose trace was logged, and at which attempt. */
    private record Known(int trace, int attempt) {}

    /**
     * The failure of an attempt.
     *
     * @param text what went wrong
     * @param thrown what the handler threw, if it threw something
     */
    record Failure(String text, Optional<Throwable> thrown) {}

    /**
     * An attempt has failed.
     *
     * @param again after what time the job is due again; nothing if it is not tried again
     * @param forGood the reason why it is not tried again, if it is not
     */
    void failed(final Job job, final Failure failure, final Optional<Duration> again, final String forGood) {
        final Optional<Throwable> printable = failure.thrown().filter(FailureText::isPrintable);
        final Optional<Integer> loggedAt = printable.flatMap(thrown -> loggedAt(job, thrown, again.isPresent()));
        final String text = "Attempt " + job.attempt() + " of " + job.maxAttempts() + " of " + job + " failed; "
                + again.map(delay -> "it is tried again in about " + Counted.time(delay))
                        .orElse(forGood);
        final String detail = loggedAt.map(attempt -> " (the stack trace is that of attempt " + attempt + ")")
                .orElse("");
        final Level level = again.isPresent() ? Level.WARN : Level.ERROR;
        final LoggingEventBuilder line = LOG.atLevel(level);
        final Optional<Throwable> trace = printable.filter(thrown -> loggedAt.isEmpty());
        trace.map(line::setCause).orElse(line).log("{}: {}{}", text, failure.text(), detail);
        printable
                .filter(thrown -> loggedAt.isPresent())
                .ifPresent(thrown -> LOG.debug("The stack trace again", thrown));
    }

    /** At which earlier attempt of this job the same trace was logged. */
    private Optional<Integer> loggedAt(final Job job, final Throwable failure, final boolean again) {
        final int trace = trace(failure);
        synchronized (known) {
            final Optional<Integer> before = Optional.ofNullable(known.get(job.id()))
                    .filter(logged -> logged.trace() == trace)
                    .map(Known::attempt);
            if (!again) {
                known.remove(job.id());
            } else if (before.isEmpty()) {
                known.put(job.id(), new Known(trace, job.attempt()));
            }
            return before;
        }
    }

    private static int trace(final Throwable failure) {
        int hash = 1;
        int depth = 0;
        for (Throwable part = failure; part != null && depth < 20; part = part.getCause()) {
            hash = Objects.hash(hash, part.getClass().getName(), Arrays.hashCode(part.getStackTrace()));
            depth++;
        }
        return hash;
    }
}
