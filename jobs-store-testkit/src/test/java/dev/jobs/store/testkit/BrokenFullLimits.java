package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Stores that break a promise of submissions that ask whether a limit is full, each in one way. */
final class BrokenFullLimits {
    private BrokenFullLimits() {}

    /** Refuses when a claim has taken the permit, and not before: two quick submissions give two jobs. */
    static final class RefusesTooLate extends DelegatingJobStore {
        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            final boolean runs = right.list(JobQuery.all()).stream()
                    .anyMatch(job ->
                            job.startedAt().isPresent() && job.finishedAt().isEmpty());
            return right.submit(requests, runs || whenFull != WhenLimitFull.REFUSE ? whenFull : WhenLimitFull.WAIT);
        }
    }

    /** Looks first and submits then, without a lock: of many submitters several are accepted. */
    static final class LooksBeforeItSubmits extends DelegatingJobStore {
        private int underWay;

        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            if (whenFull != WhenLimitFull.REFUSE || !isFree(requests)) {
                return right.submit(requests, whenFull);
            }
            afterOthers(this::anotherHasLooked);
            return right.submit(requests, WhenLimitFull.WAIT);
        }

        private synchronized boolean isFree(final List<JobRequest> requests) {
            underWay++;
            final JobRequest request = requests.get(0);
            return right.list(JobQuery.all().withPageSize(1_000)).stream()
                    .noneMatch(job -> job.finishedAt().isEmpty()
                            && job.request().limitKeys().stream().anyMatch(request.limitKeys()::contains));
        }

        private synchronized boolean anotherHasLooked() {
            return underWay % 2 == 0;
        }
    }

    /** Replaces a job that runs too. */
    static final class ReplacesWhatRuns extends DelegatingJobStore {
        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            return right.submit(
                    requests, whenFull == WhenLimitFull.REPLACE_WAITING ? WhenLimitFull.CANCEL_RUNNING : whenFull);
        }
    }

    /** Replaces the jobs of everybody. */
    static final class ReplacesJobsOfOthers extends DelegatingJobStore {
        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            final List<JobId> waiting = whenFull == WhenLimitFull.REPLACE_WAITING
                    ? right.list(JobQuery.all().withStatuses(JobStatus.PENDING)).stream()
                            .map(Job::id)
                            .toList()
                    : List.of();
            waiting.forEach(right::cancel);
            return withCancelled(right.submit(requests, whenFull), waiting);
        }

        private static List<SubmitOutcome> withCancelled(
                final List<SubmitOutcome> outcomes, final List<JobId> cancelled) {
            return outcomes.stream()
                    .map(outcome -> outcome instanceof SubmitOutcome.Submitted submitted
                            ? new SubmitOutcome.Submitted(
                                    submitted.id(),
                                    Stream.concat(submitted.cancelled().stream(), cancelled.stream())
                                            .sorted()
                                            .toList())
                            : outcome)
                    .toList();
        }
    }

    /** Looks at the first request of a call only. */
    static final class LooksAtTheFirstRequestOnly extends DelegatingJobStore {
        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            final List<SubmitOutcome> outcomes =
                    new ArrayList<>(right.submit(requests.subList(0, Math.min(1, requests.size())), whenFull));
            if (requests.size() > 1) {
                outcomes.addAll(right.submit(requests.subList(1, requests.size()), WhenLimitFull.WAIT));
            }
            return outcomes;
        }
    }
}
