package dev.jobs.opentelemetry;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.worker.handler.HandlerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.function.Function;

/**
 * Traces jobs: a producer span for each submission, a consumer span for each run of a handler, and the trace context that leads
 * from one to the other.
 *
 * <p>The context travels in the attributes of the job, as {@code traceparent} and {@code tracestate}. So it is there in whichever
 * process runs the job, at each of its attempts, and in its reruns. A job that has no room for it is submitted without.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class JobsTelemetry {
    private final Submissions submissions;
    private final RunInterceptor interceptor;

    private JobsTelemetry(final Builder builder) {
        final Tracer tracer = builder.openTelemetry.getTracer("dev.jobs.opentelemetry");
        this.submissions = new Submissions(tracer, builder.propagator);
        this.interceptor = new RunInterceptor(tracer, builder.propagator, builder.relation);
    }

    /** Traces jobs by this OpenTelemetry: each run begins a trace of its own, linked to the submission, and no baggage travels. */
    public static JobsTelemetry create(final OpenTelemetry openTelemetry) {
        return builder(openTelemetry).build();
    }

    /** Begins to say how jobs are traced by this OpenTelemetry. */
    public static Builder builder(final OpenTelemetry openTelemetry) {
        return new Builder(requireNonNull(openTelemetry, "openTelemetry"));
    }

    /** The same store, with a span for each call that submits new jobs. Reruns keep the context of the first submission. */
    public JobStore trace(final JobStore store) {
        return new TracedJobStore(store, submissions);
    }

    /**
     * Submits requests in another way than by {@code JobStore.submit}, within a span, such as by a {@code TransactionalSubmitter}.
     *
     * @param requests the requests
     * @param submission submits the requests that it gets, which have the trace context
     * @return what the submission returned
     */
    public List<JobId> submit(
            final List<JobRequest> requests, final Function<List<JobRequest>, List<JobId>> submission) {
        return submissions.submit(List.copyOf(requests), requireNonNull(submission, "submission"));
    }

    /**
     * Makes a span of each run of a handler, which is current on the handler's thread. Given to a worker before other interceptors, it
     * is around them.
     */
    public HandlerInterceptor interceptor() {
        return interceptor;
    }

    /** The relation of a run's span to that of the submission. */
    enum Relation {
        LINK,
        CHILD
    }

    /** Says how jobs are traced. Not safe to share between threads. */
    public static final class Builder {
        private final OpenTelemetry openTelemetry;
        private TextMapPropagator propagator = W3CTraceContextPropagator.getInstance();
        private Relation relation = Relation.LINK;

        private Builder(final OpenTelemetry openTelemetry) {
            this.openTelemetry = openTelemetry;
        }

        /**
         * Makes each run a child of its submission, in the same trace, in the place of a trace of its own that is linked to it. For jobs
         * that start soon: a trace that goes on for hours is shown badly by most tools.
         */
        public Builder runAsChild() {
            relation = Relation.CHILD;
            return this;
        }

        /**
         * Lets the submitter's baggage travel too, as the attribute {@code baggage}, if it has 1,000 characters at most. It is stored with
         * the job in plain text.
         */
        public Builder carryBaggage() {
            propagator = TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
            return this;
        }

        /** Traces jobs in this way. */
        public JobsTelemetry build() {
            return new JobsTelemetry(this);
        }
    }
}
