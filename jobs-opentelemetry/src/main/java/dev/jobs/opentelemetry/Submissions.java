package dev.jobs.opentelemetry;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes one producer span for each call that submits, whatever the number of requests: a bulk of thousands would flood a trace with
 * spans that differ in nothing. All jobs of the call carry the context of that span. Immutable.
 */
final class Submissions {
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    Submissions(final Tracer tracer, final TextMapPropagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    List<JobId> submit(final List<JobRequest> requests, final Function<List<JobRequest>, List<JobId>> submission) {
        return submit(requests, submission, Optional::of);
    }

    /**
     * Submits requests in another way.
     *
     * @param job the job of what the submission answers for a request, if there is one
     */
    <T> List<T> submit(
            final List<JobRequest> requests,
            final Function<List<JobRequest>, List<T>> submission,
            final Function<T, Optional<JobId>> job) {
        if (requests.isEmpty()) {
            return submission.apply(requests);
        }
        final Span span = begin(requests);
        try {
            final Context context = Context.current().with(span);
            final List<T> answers = context.wrapSupplier(() -> submission.apply(carrying(context, requests)))
                    .get();
            if (answers.size() == 1) {
                job.apply(answers.get(0)).ifPresent(id -> span.setAttribute(JobAttributes.MESSAGE_ID, id.toString()));
            }
            return answers;
        } catch (final RuntimeException | Error e) {
            span.recordException(e);
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(JobAttributes.ERROR_TYPE, e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }

    private Span begin(final List<JobRequest> requests) {
        final Optional<String> type = common(requests, JobRequest::type);
        final SpanBuilder span = tracer.spanBuilder(
                        type.map(name -> "submit " + name).orElse("submit"))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(JobAttributes.SYSTEM, "jobs")
                .setAttribute(JobAttributes.OPERATION_NAME, "submit")
                .setAttribute(JobAttributes.OPERATION_TYPE, "send");
        type.ifPresent(name -> span.setAttribute(JobAttributes.TYPE, name));
        common(requests, JobRequest::queue).ifPresent(name -> span.setAttribute(JobAttributes.DESTINATION, name));
        if (requests.size() > 1) {
            span.setAttribute(JobAttributes.BATCH_COUNT, (long) requests.size());
        }
        return span.startSpan();
    }

    private List<JobRequest> carrying(final Context context, final List<JobRequest> requests) {
        final Map<String, String> attributes = new LinkedHashMap<>();
        propagator.inject(context, attributes, (map, name, value) -> {
            if (map != null) {
                map.put(name, value);
            }
        });
        return attributes.isEmpty()
                ? requests
                : requests.stream()
                        .map(request -> request.withAttributesThatFit(attributes))
                        .toList();
    }

    /** A value that all of the requests have in common, if they do. */
    private static Optional<String> common(final List<JobRequest> requests, final Function<JobRequest, String> part) {
        final String first = part.apply(requests.get(0));
        return requests.stream().map(part).allMatch(first::equals) ? Optional.of(first) : Optional.empty();
    }
}
