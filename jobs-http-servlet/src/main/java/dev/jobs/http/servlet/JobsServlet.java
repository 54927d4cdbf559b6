package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.CancelOutcome;
import dev.jobs.CancelResponse;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poll and cancel over HTTP: {@code GET {base}/{jobId}} and {@code POST {base}/{jobId}/cancel}, under whatever path it
 * is mapped to, such as {@code /api/jobs/*}. Every answer is JSON.
 *
 * <p>Nothing is exposed until the service registers it, and {@link JobAccess} says who may see and cancel what. It
 * has no thread and no state, reads no request body, and leaves the store to its owner to close. A cancel that a
 * browser sends from another site is refused with 403. Safe to share between threads.
 */
public final class JobsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(JobsServlet.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    // HttpServlet is Serializable by history; no container has serialized a servlet for decades, and a store cannot be.
    private final transient JobStore store;
    private final transient JobAccess access;
    private final transient SeveralJobs several;

    /** A servlet that answers from this store, to whom this access allows. */
    public JobsServlet(final JobStore store, final JobAccess access) {
        this.store = requireNonNull(store, "store");
        this.access = requireNonNull(access, "access");
        this.several = new SeveralJobs(store, access);
    }

    @Override
    protected void service(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        reply(request).send(request, response);
    }

    private Reply reply(final HttpServletRequest request) {
        try {
            return reply(request, JobPath.of(request));
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

    private Reply reply(final HttpServletRequest request, final JobPath path) {
        if (path instanceof JobPath.Poll poll) {
            return reading(request, () -> poll(request, poll));
        }
        if (path instanceof JobPath.Several jobs) {
            return poll(request, jobs);
        }
        if (path instanceof JobPath.Cancel cancel) {
            if (!request.getMethod().equals("POST")) {
                return wrongMethod("POST");
            }
            if (CrossSite.isSuspected(request)) {
                return JsonAnswer.error(403, "Cross-site request refused");
            }
            return acceptable(request) ? cancel(request, cancel.id()) : notAcceptable();
        }
        return path instanceof JobPath.NoJob ? jobNotFound() : JsonAnswer.error(404, "Not found");
    }

    private static Reply reading(final HttpServletRequest request, final Supplier<Reply> read) {
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> acceptable(request) ? read.get() : notAcceptable();
            default -> wrongMethod("GET, HEAD");
        };
    }

    private Reply poll(final HttpServletRequest request, final JobPath.Several path) {
        final Query query = Query.of(request);
        return query.has("ids")
                ? reading(request, () -> conditional(request, several.poll(request, path.links(), query.list("ids"))))
                : jobNotFound();
    }

    private Reply poll(final HttpServletRequest request, final JobPath.Poll path) {
        final Optional<JobPollResponse> found =
                store.poll(path.id()).filter(answer -> access.mayView(request, answer.job()));
        if (found.isEmpty()) {
            return jobNotFound();
        }
        final Job job = found.get().job();
        final Map<String, String> links = path.links().of(job, CancelRight.of(access, request, job));
        return conditional(request, Representation.of(found.get(), links));
    }

    private static Reply conditional(final HttpServletRequest request, final Representation shown) {
        return shown.isKnownTo(request) ? shown.notModified() : shown.whole();
    }

    private JsonAnswer cancel(final HttpServletRequest request, final JobId id) {
        final boolean allowed = store.find(id)
                .filter(job -> access.mayView(request, job) && access.mayCancel(request, job))
                .isPresent();
        if (!allowed) {
            return jobNotFound();
        }
        final CancelOutcome outcome = store.cancel(id);
        return JsonAnswer.of(statusOf(outcome), new CancelResponse(id, outcome).toJson());
    }

    private static int statusOf(final CancelOutcome outcome) {
        if (outcome instanceof CancelOutcome.Cancelled) {
            return 200;
        }
        return outcome instanceof CancelOutcome.AlreadyTerminal ? 409 : 404;
    }

    private static boolean acceptable(final HttpServletRequest request) {
        return Accept.allowsJson(request.getHeaders("Accept"));
    }

    private static JsonAnswer jobNotFound() {
        return JsonAnswer.error(404, "Job not found");
    }

    private static JsonAnswer notAcceptable() {
        return JsonAnswer.error(406, "Only application/json can be had here");
    }

    private static JsonAnswer wrongMethod(final String allowed) {
        return JsonAnswer.error(405, "Method not allowed").with("Allow", allowed);
    }
}
