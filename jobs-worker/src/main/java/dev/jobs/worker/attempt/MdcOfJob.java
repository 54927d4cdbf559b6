package dev.jobs.worker.attempt;

import dev.jobs.Job;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The names of a job in SLF4J's mapped diagnostic context, so that each line that its handler logs can tell whose it is. For the
 * thread that made it.
 */
final class MdcOfJob {
    private static final Logger LOG = LoggerFactory.getLogger(MdcOfJob.class);

    private final Optional<Map<String, String>> before;

    private MdcOfJob(final Optional<Map<String, String>> before) {
        this.before = before;
    }

    /** Puts the names of a job beside what the thread has there already. */
    static MdcOfJob put(final Job job) {
        try {
            final Optional<Map<String, String>> before = Optional.ofNullable(MDC.getCopyOfContextMap());
            MDC.put("jobId", job.id().toString());
            MDC.put("jobType", job.type());
            MDC.put("attempt", Integer.toString(job.attempt()));
            MDC.put("queue", job.queue());
            job.owner().ifPresent(owner -> MDC.put("owner", owner));
            return new MdcOfJob(before);
        } catch (final RuntimeException | Error ofTheLogger) { // the job runs all the same
            LOG.debug("The log's context could not be set", ofTheLogger);
            return new MdcOfJob(Optional.empty());
        }
    }

    /** Leaves to the thread what it had before, whatever the handler has put there. */
    void restore() {
        try {
            before.ifPresentOrElse(MDC::setContextMap, MDC::clear);
        } catch (final RuntimeException | Error ofTheLogger) {
            LOG.debug("The log's context could not be restored", ofTheLogger);
        }
    }
}
