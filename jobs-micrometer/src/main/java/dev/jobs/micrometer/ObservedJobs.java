package dev.jobs.micrometer;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Observes submissions and runs of jobs, as {@link JobObservation} says. With {@code micrometer-tracing} they become spans, and the trace
 * context travels in the attributes of the job, as far as there is room.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class ObservedJobs {
    private static final SubmitConvention SUBMIT = new DefaultSubmitConvention();
    private static final RunConvention RUN = new DefaultRunConvention();

    private final ObservationRegistry registry;
    private final Optional<SubmitConvention> submitConvention;
    private final Optional<RunConvention> runConvention;

    private ObservedJobs(final Builder builder) {
        this.registry = builder.registry;
        this.submitConvention = builder.submitConvention;
        this.runConvention = builder.runConvention;
    }

    /** Observes jobs in this registry. */
    public static ObservedJobs of(final ObservationRegistry registry) {
        return builder(registry).build();
    }

    /** Begins to say how jobs are observed in this registry. */
    public static Builder builder(final ObservationRegistry registry) {
        return new Builder(requireNonNull(registry, "registry"));
    }

    /** The same store, with an observation of each call that submits new jobs. */
    public JobStore observe(final JobStore store) {
        return new ForwardingJobStore(store) {
            @Override
            public List<JobId> submit(final List<JobRequest> requests) {
                return ObservedJobs.this.submit(requests, delegate()::submit);
            }

            @Override
            public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
                return observed(requests, carrying -> delegate().submit(carrying, whenFull));
            }
        };
    }

    /**
     * Submits requests in another way than by {@code JobStore.submit}, within an observation, such as by a {@code
     * TransactionalSubmitter}.
     *
     * @param requests the requests
     * @param submission submits the requests that it gets, which have what travels with them
     * @return what the submission returned
     */
    public List<JobId> submit(
            final List<JobRequest> requests, final Function<List<JobRequest>, List<JobId>> submission) {
        return observed(requests, submission);
    }

    private <T> List<T> observed(
            final List<JobRequest> requests, final Function<List<JobRequest>, List<T>> submission) {
        final List<JobRequest> all = List.copyOf(requests);
        if (all.isEmpty()) {
            return submission.apply(all);
        }
        final SubmitContext context = new SubmitContext(all);
        final Observation observation =
                JobObservation.SUBMIT.observation(submitConvention.orElse(null), SUBMIT, () -> context, registry);
        return observation.observe(() -> submission.apply(carrying(context)));
    }

    /** Observes each run of a handler; the observation is current on the handler's thread. */
    public HandlerInterceptor interceptor() {
        return this::run;
    }

    private static List<JobRequest> carrying(final SubmitContext context) {
        final Map<String, String> travelling = context.getCarrier();
        return travelling == null || travelling.isEmpty()
                ? context.requests()
                : context.requests().stream()
                        .map(request -> request.withAttributesThatFit(travelling))
                        .toList();
    }

    private void run(final JobContext<?> context, final HandlerInterceptor.Call next) throws Exception {
        final RunContext run = new RunContext(context);
        final Observation observation = JobObservation.RUN
                .observation(runConvention.orElse(null), RUN, () -> run, registry)
                .start();
        final Observation.Scope scope = observation.openScope();
        try {
            next.proceed();
        } catch (final Exception | Error e) {
            // A run that was stopped is no error, whatever its handler threw then, unless it has reached a limit of
            // time.
            if (context.stopReason().filter(reason -> !reason.isLimit()).isEmpty()) {
                observation.error(e);
            }
            throw e;
        } finally {
            run.ended();
            scope.close();
            observation.stop();
        }
    }

    /** Says how jobs are observed. Not safe to share between threads. */
    public static final class Builder {
        private final ObservationRegistry registry;
        private Optional<SubmitConvention> submitConvention = Optional.empty();
        private Optional<RunConvention> runConvention = Optional.empty();

        private Builder(final ObservationRegistry registry) {
            this.registry = registry;
        }

        /** Names observations of submissions in this way. */
        public Builder submitConvention(final SubmitConvention convention) {
            submitConvention = Optional.of(convention);
            return this;
        }

        /** Names observations of runs in this way. */
        public Builder runConvention(final RunConvention convention) {
            runConvention = Optional.of(convention);
            return this;
        }

        /** Observes jobs in this way. */
        public ObservedJobs build() {
            return new ObservedJobs(this);
        }
    }
}
