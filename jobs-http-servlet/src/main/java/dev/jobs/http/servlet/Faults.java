package dev.jobs.http.servlet;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes answers of what goes wrong: nothing of it is shown but what a client can act on. */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(JobsServlet.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    private Faults() {}

    /** The reply, or the answer to what went wrong on the way to it. */
    static Reply answering(final HttpServletRequest request, final Supplier<Reply> reply) {
        try {
            return reply.get();
        } catch (final BadRequestException e) {
            return e.answer();
        } catch (final JobStoreUnavailableException e) {
            LOG.warn("Answered {} with 503, for the job store is out of reach: {}", request.getMethod(), e.toString());
            return JsonAnswer.error(503, "The job store is out of reach").with("Retry-After", RETRY_AFTER_SECONDS);
        } catch (final JobStoreClosedException e) {
            LOG.debug("Answered {} with 503, for the job store is closed", request.getMethod(), e);
            return JsonAnswer.error(503, "The service is stopping").with("Retry-After", RETRY_AFTER_SECONDS);
        } catch (final RuntimeException e) {
            LOG.error("Answered {} with 500", request.getMethod(), e);
            return JsonAnswer.error(500, "Internal error");
        }
    }
}
