package dev.jobs.opentelemetry;

import dev.jobs.Job;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.StopReason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a consumer span around each run of a handler. Immutable. */
final class RunInterceptor implements HandlerInterceptor {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final JobsTelemetry.Relation relation;

    RunInterceptor(final Tracer tracer, final TextMapPropagator propagator, final JobsTelemetry.Relation relation) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.relation = relation;
    }

    @Override
    public void intercept(final JobContext<?> context, final Call next) throws Exception {
        final Context submitted =
                propagator.extract(Context.root(), context.job().attributes(), new FromAttributes());
        final Span span = begin(context.job(), submitted);
        try {
            submitted.with(span).wrap(next::proceed).call();
            end(span, context.stopReason(), Optional.empty());
        } catch (final Exception | Error e) {
            end(span, context.stopReason(), Optional.of(e));
            throw e;
        } finally {
            span.end();
        }
    }

    private Span begin(final Job job, final Context submitted) {
        final SpanBuilder span = tracer.spanBuilder("run " + job.type())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(JobAttributes.SYSTEM, "jobs")
                .setAttribute(JobAttributes.OPERATION_NAME, "run")
                .setAttribute(JobAttributes.OPERATION_TYPE, "process")
                .setAttribute(JobAttributes.DESTINATION, job.queue())
                .setAttribute(JobAttributes.MESSAGE_ID, job.id().toString())
                .setAttribute(JobAttributes.TYPE, job.type())
                .setAttribute(JobAttributes.ATTEMPT, (long) job.attempt())
                .setAttribute(JobAttributes.MAX_ATTEMPTS, (long) job.maxAttempts());
        if (relation == JobsTelemetry.Relation.CHILD) {
            return span.setParent(submitted).startSpan();
        }
        final SpanContext producer = Span.fromContext(submitted).getSpanContext();
        if (producer.isValid()) {
            span.addLink(producer);
        }
        return span.setNoParent().startSpan();
    }

    /**
     * Says how a run ended. One that was stopped since its job was cancelled, or since its worker closes or has lost the lease, is no
     * error, whatever the handler threw then; one that reached a limit of time has failed.
     */
    private static void end(final Span span, final Optional<StopReason> stop, final Optional<Throwable> failure) {
        if (stop.isPresent()) {
            final String reason = stop.get().name().toLowerCase(Locale.ROOT);
            span.setAttribute(JobAttributes.OUTCOME, reason);
            if (stop.get().isLimit()) {
                span.setAttribute(JobAttributes.ERROR_TYPE, reason);
                span.setStatus(StatusCode.ERROR, stop.get().text());
            }
            return;
        }
        span.setAttribute(JobAttributes.OUTCOME, failure.isPresent() ? "failed" : "completed");
        failure.ifPresent(thrown -> {
            span.recordException(thrown);
            span.setAttribute(JobAttributes.ERROR_TYPE, thrown.getClass().getName());
            span.setStatus(StatusCode.ERROR);
        });
    }

    /** Reads the context from a job's attributes. */
    private static final class FromAttributes implements TextMapGetter<Map<String, String>> {
        @Override
        public Iterable<String> keys(final Map<String, String> attributes) {
            return attributes.keySet();
        }

        @Override
        public @Nullable String get(final @Nullable Map<String, String> attributes, final String name) {
            return attributes == null ? null : attributes.get(name);
        }
    }
}
