package dev.jobs.http.servlet.response;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers of what goes wrong: nothing of it is shown but what a client can act on. An {@link Error} is answered as any
 * other fault, and what is logged is bounded, since anybody may be able to cause it again and again. Safe to share
 * between threads.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final String RETRY_AFTER_SECONDS = "2";
    private static final long NANOS_BETWEEN_TRACES = 10_000_000_000L;
    private static final int MOST_FRAMES = 100;
    private static final int MOST_CAUSES = 10;

    private static final int MOST_KINDS = 100;

    /** The time at which a fault of each class was last logged with its stack trace, by {@link System#nanoTime()}. */
    private static final Map<Class<?>, Long> TRACED_AT = new ConcurrentHashMap<>();

    private ErrorAnswers() {}

    /** Answers a request with this response, or with what went wrong on the way to it. */
    public static void answer(
            final HttpServletRequest request, final HttpServletResponse response, final Supplier<Response> supplier)
            throws IOException {
        final Response answer = answering(request.getMethod(), supplier, refusal -> refusal);
        try {
            answer.send(request, response);
        } catch (final RuntimeException | Error e) {
            log(request.getMethod(), e);
            sendInstead(response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().complete();
            }
        }
    }

    /** The answer to a request of this method, or that of what went wrong on the way to it. */
    public static JsonResponse answering(final String method, final Supplier<JsonResponse> supplier) {
        return answering(method, supplier, refusal -> refusal);
    }

    private static <T> T answering(
            final String method, final Supplier<T> supplier, final Function<JsonResponse, T> refused) {
        try {
            return supplier.get();
        } catch (final BadRequestException e) {
            return refused.apply(e.answer());
        } catch (final JobStoreUnavailableException e) {
            LOG.warn("Answered {} with 503, for the job store is out of reach: {}", method, e.toString());
            return refused.apply(outOfReach());
        } catch (final JobStoreClosedException e) {
            LOG.debug("Answered {} with 503, for the job store is closed", method, e);
            return refused.apply(stopping());
        } catch (final RuntimeException | Error e) {
            log(method, e);
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

    /**
     * Logs a fault of the service itself. Of one class of faults a stack trace is logged every ten seconds at most, and no
     * trace is longer than a hundred frames; in between a fault is one line.
     */
    public static void log(final String request, final Throwable fault) {
        try {
            shortened(fault);
            if (isTraceDue(fault.getClass())) {
                LOG.error("{} failed, and was answered as an internal error", request, fault);
            } else {
                LOG.error("{} failed, and was answered as an internal error: {}", request, place(fault));
            }
        } catch (final RuntimeException | Error e) {
            // A logger that fails, for want of memory perhaps, must not keep the client from its answer.
        }
    }

    private static boolean isTraceDue(final Class<?> kind) {
        final long now = System.nanoTime();
        final Long last = TRACED_AT.get(kind);
        if (last != null && now - last < NANOS_BETWEEN_TRACES) {
            return false;
        }
        if (TRACED_AT.size() >= MOST_KINDS) {
            TRACED_AT.clear();
        }
        TRACED_AT.put(kind, now);
        return true;
    }

    private static String place(final Throwable fault) {
        final StackTraceElement[] frames = fault.getStackTrace();
        return fault.getClass().getName() + (frames.length > 0 ? " at " + frames[0] : "");
    }

    /** The fault, with as much of its stack traces as is worth a place in a log. */
    public static Throwable shortened(final Throwable fault) {
        Throwable some = fault;
        for (int i = 0; some != null && i < MOST_CAUSES; i++) {
            final StackTraceElement[] frames = some.getStackTrace();
            if (frames.length > MOST_FRAMES) {
                some.setStackTrace(Arrays.copyOf(frames, MOST_FRAMES));
            }
            some = some.getCause();
        }
        return fault;
    }
}
