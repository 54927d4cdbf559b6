package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Stores that break a promise of what is kept of the waits of jobs, each in one way. */
final class BrokenPastWaits {
    private BrokenPastWaits() {}

    /** Keeps nothing of limits and rates. */
    static final class ForgetsLimits extends DelegatingJobStore {
        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> wait instanceof PastWait.ForPause ? wait : new PastWait.ForSlot());
        }
    }

    /** Keeps nothing of pauses. */
    static final class ForgetsPauses extends DelegatingJobStore {
        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> wait instanceof PastWait.ForPause ? new PastWait.ForSlot() : wait);
        }
    }

    /** Does not say whose end made room. */
    static final class ForgetsWhoMadeRoom extends DelegatingJobStore {
        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> freedBy(wait, by -> Optional.empty()));
        }
    }

    /** Says of every limit that the end of the job that ended first made room. */
    static final class KeepsTheFirstEnd extends DelegatingJobStore {
        private final List<JobId> ended = new ArrayList<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            reports.forEach(report -> ended.add(report.lease().jobId()));
            return super.report(reports);
        }

        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> freedBy(wait, by -> by.map(last -> ended.get(0))));
        }
    }

    /** Takes the end of a job for the time from which on a rate allowed the next start. */
    static final class TakesAnEndForAStart extends DelegatingJobStore {
        private Optional<JobId> ended = Optional.empty();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            final List<ReportOutcome> outcomes = super.report(reports);
            ended = Optional.of(reports.get(reports.size() - 1).lease().jobId());
            return outcomes;
        }

        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id)
                    .map(wait -> wait instanceof PastWait.ForRate rate
                            ? new PastWait.ForRate(rate.limitKey(), until(rate))
                            : wait);
        }

        private Instant until(final PastWait.ForRate rate) {
            return ended.flatMap(id -> find(id).flatMap(Job::finishedAt)).orElse(rate.until());
        }
    }

    /** Says that the removal of any limit, or the end of any pause, made room. */
    static final class TakesAnyChangeForRoom extends DelegatingJobStore {
        private boolean changed;

        @Override
        public Optional<Limit> removeLimit(final String name) {
            changed = true;
            return super.removeLimit(name);
        }

        @Override
        public Optional<Pause> resume(final PauseTarget target) {
            changed = true;
            return super.resume(target);
        }

        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> changed ? freedBy(wait, by -> Optional.empty()) : wait);
        }
    }

    /** Says of every limit that somebody's end made room. */
    static final class InventsWhoMadeRoom extends DelegatingJobStore {
        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id).map(wait -> freedBy(wait, by -> by.or(() -> Optional.of(id))));
        }
    }

    /** Tells of the last pause, whatever it was for and whenever it was. */
    static final class TellsOfAnyPause extends DelegatingJobStore {
        private final List<Pause> pauses = new ArrayList<>();

        @Override
        public Pause pause(final PauseRequest request) {
            final Pause pause = super.pause(request);
            pauses.add(pause);
            return pause;
        }

        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id)
                    .map(wait -> pauses.isEmpty()
                            ? wait
                            : new PastWait.ForPause(
                                    pauses.get(pauses.size() - 1).target(),
                                    pauses.get(pauses.size() - 1).reason(),
                                    pauses.get(pauses.size() - 1).pausedAt()));
        }
    }

    /** Tells of the attempt before where it knows nothing of the last one. */
    static final class KeepsTheAttemptBefore extends DelegatingJobStore {
        private final Map<JobId, PastWait> before = new HashMap<>();

        @Override
        public List<ReportOutcome> report(final List<? extends Report> reports) {
            reports.forEach(report -> right.pastWait(report.lease().jobId())
                    .ifPresent(wait -> before.put(report.lease().jobId(), wait)));
            return super.report(reports);
        }

        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return super.pastWait(id)
                    .map(wait -> wait instanceof PastWait.ForSlot ? before.getOrDefault(id, wait) : wait);
        }
    }

    /** Says of jobs that wait, or are gone, that they wait for a slot. */
    static final class TellsOfWaiters extends DelegatingJobStore {
        @Override
        public Optional<PastWait> pastWait(final JobId id) {
            return Optional.of(super.pastWait(id).orElseGet(PastWait.ForSlot::new));
        }
    }

    /** A wait, where it is one for a limit with another answer to whose end made room. */
    private static PastWait freedBy(final PastWait wait, final UnaryOperator<Optional<JobId>> by) {
        return wait instanceof PastWait.ForLimit limit
                ? new PastWait.ForLimit(limit.limitKey(), limit.until(), by.apply(limit.freedBy()))
                : wait;
    }
}
