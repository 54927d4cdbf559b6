package dev.jobs.http.servlet.response;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.watch.http.FaultLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers of what goes wrong: nothing of it is shown but what a client can act on. An {@link Error} is answered as any
 * other fault. Safe to share between threads.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    private ErrorAnswers() {}

    /** Answers a request with this response, or with what went wrong on the way to it, which is logged there. */
    public static void answer(
            final FaultLog faults,
            final HttpServletRequest request,
            final HttpServletResponse response,
            final Supplier<Response> supplier)
            throws IOException {
        final Response answer = answering(faults, request.getMethod(), supplier, refusal -> refusal);
        try {
            answer.send(request, response);
        } catch (final RuntimeException | Error e) {
            faults.log(request.getMethod(), e);
            sendInstead(response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().complete();
            }
        }
    }

    /** The answer to a request of this method, or that of what went wrong on the way to it, which is logged there. */
    public static JsonResponse answering(
            final FaultLog faults, final String method, final Supplier<JsonResponse> supplier) {
        return answering(faults, method, supplier, refusal -> refusal);
    }

    private static <T> T answering(
            final FaultLog faults,
            final String method,
            final Supplier<T> supplier,
            final Function<JsonResponse, T> refused) {
        try {
            return supplier.get();
        } catch (final BadRequestException e) {
            return refused.apply(e.answer());
        } catch (final JobStoreUnavailableException e) {
            faults.outOfReach(method, e);
            return refused.apply(outOfReach());
        } catch (final JobStoreClosedException e) {
            LOG.debug("Answered {} with 503, for the job store is closed", method, e);
            return refused.apply(stopping());
        } catch (final RuntimeException | Error e) {
            faults.log(method, e);
            return refused.apply(internal());
        }
    }

    private static JsonResponse outOfReach() {
        return JsonResponse.error(503, "The job store is out of reach").with("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** The answer about a job that there is not, or that the sender may not see. */
    public static JsonResponse jobNotFound() {
        return JsonResponse.error(404, "Job not found");
    }

    /** The answer to a path that means nothing. */
    public static JsonResponse notFound() {
        return JsonResponse.error(404, "Not found");
    }

    /** The answer to a method that its path does not take. */
    public static JsonResponse methodNotAllowed(final String allowed) {
        return JsonResponse.error(405, "Method not allowed").with("Allow", allowed);
    }

    /** The answer to someone who takes nothing of this media type. */
    public static JsonResponse notAcceptable(final String mediaType) {
        return JsonResponse.error(406, "Only " + mediaType + " can be had here");
    }

    /** The answer to a request that another site has made a browser send. */
    public static JsonResponse crossSite() {
        return JsonResponse.error(403, "Cross-site request refused");
    }

    /** The answer of a service that ends. */
    public static JsonResponse stopping() {
        return JsonResponse.error(503, "The service is stopping").with("Retry-After", RETRY_AFTER_SECONDS);
    }

    private static JsonResponse internal() {
        return JsonResponse.error(500, "Internal error");
    }

    /** Sends that the service itself failed, where nothing was sent yet. */
    public static void sendInstead(final HttpServletResponse response) {
        try {
            if (!response.isCommitted()) {
                // Not reset(): the headers that filters have set belong to this answer too.
                response.resetBuffer();
                internal().send(response);
            }
        } catch (final IOException | RuntimeException | Error e) {
            LOG.debug("A client could not be told that its request failed.", e);
        }
    }
}
