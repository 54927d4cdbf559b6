package dev.jobs.store.support;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.operations.Limit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The decision on one new job whose limits may be full, by the rules of {@link WhenLimitFull}, for adapters. Immutable.
 *
 * @param refusal the refusal; empty: the job is stored
 * @param cancels the jobs that are cancelled for it, in the order of their ids
 */
public record SubmitDecision(Optional<SubmitOutcome.Refused> refusal, List<JobId> cancels) {
    /** The job is stored, and nothing else happens. */
    public static final SubmitDecision STORED = new SubmitDecision(Optional.empty(), List.of());

    private static final int MOST_STARTS_AHEAD = 100_000;

    public SubmitDecision {
        requireNonNull(refusal, "refusal");
        cancels = List.copyOf(cancels);
    }

    /**
     * A job that has not ended.
     *
     * @param status pending, processing, or cancelled while it is being stopped
     */
    public record Unended(
            JobId id, String type, Optional<String> owner, Collection<String> limitKeys, JobStatus status) {
        public Unended {
            limitKeys = Set.copyOf(limitKeys);
        }

        private boolean mayBeReplacedBy(final JobRequest request) {
            return type.equals(request.type()) && owner.equals(request.owner());
        }
    }

    /**
     * The jobs of one limit key that have not ended, and the bucket of its rate.
     *
     * @param fullAt the time, by the store's clock, at which the bucket is full again
     */
    public record KeyJobs(List<Unended> jobs, Instant fullAt) {
        public KeyJobs {
            jobs = List.copyOf(jobs);
        }

        private long count(final JobStatus status) {
            return jobs.stream().filter(job -> job.status() == status).count();
        }

        private boolean isFull(final Limit limit) {
            return limit.atOnce().isPresent() && jobs.size() >= limit.atOnce().getAsInt();
        }

        /** The time at which the rate allows one more start when all that wait have started; empty: now. */
        private Optional<Instant> freeAt(final Limit limit, final Instant now) {
            final long ahead = Math.min(count(JobStatus.PENDING), MOST_STARTS_AHEAD);
            final Instant from = ahead > 0 && fullAt.isBefore(now) ? now : fullAt;
            return limit.rate()
                    .map(rate -> from.plus(rate.intervalMicros() * (ahead - rate.burst() + 1), ChronoUnit.MICROS))
                    .filter(next -> next.isAfter(now));
        }

        private Optional<JobId> heldBy() {
            return jobs.stream()
                    .min(Comparator.comparing((Unended job) -> job.status() == JobStatus.PENDING)
                            .thenComparing(Unended::id))
                    .map(Unended::id);
        }

        private SubmitOutcome.Refused refusal(final String key, final Limit limit, final Instant now) {
            return isFull(limit)
                    ? new SubmitOutcome.Refused(key, heldBy(), Optional.empty())
                    : new SubmitOutcome.Refused(key, Optional.empty(), freeAt(limit, now));
        }
    }

    /**
     * Decides at this time of the store's clock.
     *
     * @param limits the limits, those of other keys or not
     * @param keys the jobs of each key of the request that has a limit, as one moment has them
     */
    public static SubmitDecision of(
            final JobRequest request,
            final WhenLimitFull whenFull,
            final Instant now,
            final LimitSet limits,
            final Function<String, KeyJobs> keys) {
        if (whenFull == WhenLimitFull.WAIT) {
            return STORED;
        }
        final Map<String, Limit> full = new TreeMap<>();
        final Map<String, KeyJobs> jobs = new HashMap<>();
        for (final String key : request.limitKeys()) {
            limits.of(key).ifPresent(limit -> {
                final KeyJobs ofKey = keys.apply(key);
                if (ofKey.isFull(limit) || ofKey.freeAt(limit, now).isPresent()) {
                    full.put(key, limit);
                    jobs.put(key, ofKey);
                }
            });
        }
        if (full.isEmpty()) {
            return STORED;
        }
        if (whenFull == WhenLimitFull.REFUSE) {
            final String first = full.keySet().iterator().next();
            return new SubmitDecision(
                    Optional.of(requireNonNull(jobs.get(first)).refusal(first, requireNonNull(full.get(first)), now)),
                    List.of());
        }
        final Map<JobId, Unended> cancels = new TreeMap<>();
        full.forEach((key, limit) -> {
            final KeyJobs ofKey = requireNonNull(jobs.get(key));
            replaceable(ofKey, request, JobStatus.PENDING).forEach(job -> cancels.put(job.id(), job));
            if (whenFull == WhenLimitFull.CANCEL_RUNNING) {
                cancelRunning(key, limit, ofKey, request, cancels);
            }
        });
        return new SubmitDecision(Optional.empty(), List.copyOf(cancels.keySet()));
    }

    /** Adds as many of the running jobs as have to end, beside those that end already, for one permit to be free. */
    private static void cancelRunning(
            final String key,
            final Limit limit,
            final KeyJobs ofKey,
            final JobRequest request,
            final Map<JobId, Unended> cancels) {
        final int atOnce = limit.atOnce().orElse(Limit.MOST_AT_ONCE);
        final long ending = cancels.values().stream()
                .filter(job ->
                        job.status() == JobStatus.PROCESSING && job.limitKeys().contains(key))
                .count();
        final long tooMany = ofKey.count(JobStatus.PROCESSING) - ending + 1 - atOnce;
        if (atOnce > 0 && tooMany > 0) {
            replaceable(ofKey, request, JobStatus.PROCESSING).stream()
                    .filter(job -> !cancels.containsKey(job.id()))
                    .limit(tooMany)
                    .forEach(job -> cancels.put(job.id(), job));
        }
    }

    private static List<Unended> replaceable(final KeyJobs ofKey, final JobRequest request, final JobStatus status) {
        return ofKey.jobs().stream()
                .filter(job -> job.status() == status && job.mayBeReplacedBy(request))
                .sorted(Comparator.comparing(Unended::id))
                .toList();
    }
}
