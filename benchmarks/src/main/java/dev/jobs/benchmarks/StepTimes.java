package dev.jobs.benchmarks;

import dev.jobs.JobId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The moments of jobs on their way through a worker. Safe to share between threads. */
final class StepTimes {
    private final Map<JobId, Map<Step, Long>> moments = new ConcurrentHashMap<>();
    private final AtomicInteger ended = new AtomicInteger();

    /** A moment on the way of a job. */
    enum Step {
        SUBMISSION_CALLED("submit is called"),
        SUBMISSION_RETURNED("submit returns"),
        SIGNAL_RECEIVED("the worker's store has the signal"),
        CLAIM_SENT("a claim that brings it is sent"),
        CLAIM_ANSWERED("the claim is answered"),
        HANDLER_BEGUN("the handler's first line"),
        HANDLER_ENDED("the handler's last line"),
        REPORT_SENT("the report of its end is sent"),
        REPORT_ANSWERED("the report is answered");

        private final String label;

        Step(final String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Notes a moment of a job; the first of a kind counts. */
    void note(final JobId id, final Step step, final long nanos) {
        final boolean first =
                moments.computeIfAbsent(id, unused -> new ConcurrentHashMap<>()).putIfAbsent(step, nanos) == null;
        if (first && step == Step.REPORT_ANSWERED) {
            ended.incrementAndGet();
        }
    }

    /** The number of jobs of which the end has been reported. */
    int ended() {
        return ended.get();
    }

    void clear() {
        moments.clear();
        ended.set(0);
    }

    /** Tells the times from the call of submit to each step, and to each from that before it; of the jobs that have both. */
    void tell(final Output output, final String name) {
        final Map<Step, Latencies> sinceCall = new EnumMap<>(Step.class);
        final Map<Step, Latencies> sincePrevious = new EnumMap<>(Step.class);
        moments.values().forEach(times -> {
            final long called =
                    Optional.ofNullable(times.get(Step.SUBMISSION_CALLED)).orElseThrow();
            long previous = called;
            for (final Step step : Step.values()) {
                final long at = times.getOrDefault(step, previous);
                if (times.containsKey(step)) {
                    sinceCall.computeIfAbsent(step, unused -> new Latencies()).add(at - called);
                    sincePrevious
                            .computeIfAbsent(step, unused -> new Latencies())
                            .add(at - previous);
                }
                previous = at;
            }
        });
        sinceCall.forEach((step, latencies) -> {
            output.figure(name + ": " + step.label() + ", since submit was called, p50", latencies.quantile(0.5), "ms");
            output.figure(name + ": …, p99", latencies.quantile(0.99), "ms");
            Optional.ofNullable(sincePrevious.get(step))
                    .ifPresent(since -> output.figure(
                            name + ": " + step.label() + ", since the step before, p50", since.quantile(0.5), "ms"));
        });
    }
}
