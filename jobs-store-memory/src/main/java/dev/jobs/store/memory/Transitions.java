package dev.jobs.store.memory;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Lease;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.WorkerId;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.LostWorkerError;
import dev.jobs.store.support.PauseSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every change of a job's status, and what follows from it: where the job waits, who runs it, when it ended, and whom to
 * tell. Guarded by the store's lock.
 */
final class Transitions {
    final Lanes lanes = new Lanes();
    final LiveWorkers workers = new LiveWorkers();
    final Durations durations = new Durations();
    final MemoryLogs logs = new MemoryLogs();
    final PastAttempts attempts = new PastAttempts();
    final MemoryHistory history = new MemoryHistory();
    final MemoryPauses pauses = new MemoryPauses();
    final MemoryLimits limits = new MemoryLimits();

    /** The jobs that have ended, by their ends. */
    final NavigableMap<EndPlace, Entry> finished = new TreeMap<>();

    /** The jobs that wait for a worker that can read them. */
    private final Set<Entry> declined = new LinkedHashSet<>();

    private final SplittableRandom random = new SplittableRandom();
    private List<JobSignal> signals = new ArrayList<>();
    private List<Opening> openings = new ArrayList<>();

    /** The signals that have come up since the last call. */
    List<JobSignal> takeSignals() {
        if (signals.isEmpty()) {
            return List.of();
        }
        final List<JobSignal> taken = signals;
        signals = new ArrayList<>();
        return taken;
    }

    /** The time, by the store's clock, at which jobs of a queue and type may start that are kept back until then. */
    record Opening(long at, JobSignal signal) {}

    /** The openings that have come up since the last call. */
    List<Opening> takeOpenings() {
        if (openings.isEmpty()) {
            return List.of();
        }
        final List<Opening> taken = openings;
        openings = new ArrayList<>();
        return taken;
    }

    /** Notes a job that a claim has met, which something keeps back. */
    void keptBack(final Entry entry, final KeptBack kept, final long now) {
        if (!kept.by().equals(entry.heldBy)) {
            lanes.hold(entry, kept.by(), now);
        }
        lanes.held.close(kept);
        kept.until()
                .map(until -> new Opening(Entry.micros(until), new JobSignal.Claimable(entry.queue, entry.type)))
                .ifPresent(openings::add);
    }

    /** Pauses something. */
    Pause paused(final PauseRequest request, final long now) {
        final Pause pause = pauses.pause(request, now);
        lanes.held.open(request.target(), allowance(now), now, null);
        return pause;
    }

    /** Resumes what was paused, and tells of the jobs that may start again. */
    Optional<Pause> resumed(final PauseTarget target, final long now) {
        final Optional<Pause> ended = pauses.resume(target, now);
        ended.ifPresent(pause -> {
            signals.addAll(MemoryPauses.signals(pause, lanes, pauses.current(now)));
            opened(lanes.held.open(target, allowance(now), now, null));
        });
        return ended;
    }

    /** Sets a limit; false if an operator's holds. */
    boolean limited(final Limit limit, final LimitUse.Source source, final long now) {
        final boolean isSet = limits.set(limit, source, now);
        opened(lanes.held.openAll(allowance(now), now));
        return isSet;
    }

    /** Removes a limit. */
    Optional<Limit> limitRemoved(final String name, final long now) {
        final Optional<Limit> removed = limits.remove(name, now);
        opened(lanes.held.openAll(allowance(now), now));
        return removed;
    }

    private Allowance allowance(final long now) {
        return limits.allowance(now, pauses.current(now));
    }

    private void opened(final Set<Lanes.Group> groups) {
        groups.forEach(group -> signals.add(new JobSignal.Claimable(group.queue(), group.type())));
    }

    void submitted(final Entry entry, final long now) {
        lanes.submitted(entry, now);
        limits.submitted(entry);
        becomePending(entry, entry.dueAt, now);
        history.submitted(entry, now);
    }

    void claimed(final Entry entry, final ClaimRequest request, final long now) {
        entry.lastLimit = lanes.held.lastOf(entry, now);
        leavesQueue(entry);
        workers.begins(request.worker(), entry);
        entry.status = JobStatus.PROCESSING;
        entry.worker = request.worker();
        entry.attempt++;
        entry.lease = Lease.numberAfter(entry.lease, random);
        entry.stageTimes = List.of();
        touch(entry, now);
        entry.startedAt = entry.updatedAt;
        limits.started(entry, now);
        lanes.held.started(entry.limitKeys, limits.allowance(now, PauseSet.NONE));
        history.started(entry);
        entry.timeLimitAt = entry.limits
                .timeLimit()
                .or(request::timeLimit)
                .map(limit -> entry.startedAt + Entry.micros(limit))
                .orElse(Entry.NEVER);
    }

    CancelOutcome cancelled(final Entry entry, final long now) {
        return switch (entry.status) {
            case PENDING -> {
                leavesQueue(entry);
                entry.status = JobStatus.CANCELLED;
                entry.release = Release.CONFIRMED;
                finish(entry, now);
                yield new CancelOutcome.Cancelled();
            }
            case PROCESSING -> {
                entry.status = JobStatus.CANCELLED;
                touch(entry, now);
                signals.add(new JobSignal.Cancelled(entry.id));
                yield new CancelOutcome.Cancelled();
            }
            case COMPLETE, FAILED, CANCELLED -> new CancelOutcome.AlreadyTerminal(entry.status);
        };
    }

    /** Cancels a job that has not ended for the sake of another one. */
    void replaced(final Entry entry, final JobId by, final long now) {
        entry.replacedBy = by;
        cancelled(entry, now);
    }

    ReportOutcome reported(final @Nullable Entry entry, final Report report, final long now) {
        if (entry == null || entry.lease != report.lease().number()) {
            return ReportOutcome.LEASE_LOST;
        }
        if (entry.worker == null) {
            return report instanceof Report.Ended ended && ended.leadsTo(entry.status)
                    ? ReportOutcome.REPEATED
                    : ReportOutcome.LEASE_LOST;
        }
        if (!entry.isHeldUnder(report.lease())) {
            return ReportOutcome.LEASE_LOST;
        }
        if (report instanceof Report.Released released) {
            released(entry, released.release(), now);
            return ReportOutcome.APPLIED;
        }
        if (report instanceof Report.Logged logged) {
            logs.add(entry, logged, now);
            return ReportOutcome.APPLIED;
        }
        if (entry.isStopping()) {
            return ReportOutcome.CANCELLED;
        }
        if (report instanceof Report.Progressed progressed) {
            progressed(entry, progressed, now);
        } else if (report instanceof Report.Completed completed) {
            completed(entry, completed, now);
        } else if (report instanceof Report.Failed failed) {
            failed(entry, failed, now);
        } else if (report instanceof Report.Declined by) {
            declined(entry, by, now);
        }
        return ReportOutcome.APPLIED;
    }

    private static void progressed(final Entry entry, final Report.Progressed report, final long now) {
        final String stage = report.stage().orElse(entry.stage);
        final boolean sameStage = stage == null ? entry.stage == null : stage.equals(entry.stage);
        entry.progress = sameStage ? Math.max(entry.progress, report.progress()) : report.progress();
        entry.stage = stage;
        entry.overallProgress = further(entry.overallProgress, report.overallProgress());
        entry.stageTimes = report.stageTimes().isEmpty() ? entry.stageTimes : report.stageTimes();
        touch(entry, now);
    }

    private static OverallProgress further(final OverallProgress one, final OverallProgress other) {
        return new OverallProgress(one.entered() | other.entered(), Math.max(one.percent(), other.percent()));
    }

    private void completed(final Entry entry, final Report.Completed report, final long now) {
        if (entry.attempt > 1) {
            attempts.add(entry, nameOfWorker(entry), now, attempt -> attempt.end(PastAttempt.End.COMPLETED));
        }
        leaseEnds(entry, now);
        entry.status = JobStatus.COMPLETE;
        entry.result = report.result().orElse(null);
        entry.error = null;
        finish(entry, now);
        durations.add(entry.type, entry.finishedAt - entry.startedAt);
    }

    private void failed(final Entry entry, final Report.Failed report, final long now) {
        attempts.add(
                entry,
                nameOfWorker(entry),
                now,
                attempt -> attempt.end(PastAttempt.End.of(report.cause())).error(Optional.of(report.error())));
        leaseEnds(entry, now);
        entry.error = report.error();
        if (report.retryAfter().isPresent() && entry.attempt < entry.maxAttempts) {
            becomePending(entry, now + Entry.micros(report.retryAfter().get()), now);
        } else {
            entry.status = JobStatus.FAILED;
            finish(entry, now);
        }
    }

    private void declined(final Entry entry, final Report.Declined report, final long now) {
        final Set<WorkerId> by = new HashSet<>(entry.declinedBy);
        by.add(Objects.requireNonNull(entry.worker, "worker"));
        final long until = entry.isDeclined() ? entry.declinedUntil : now + Entry.micros(report.grace());
        leaseEnds(entry, now);
        entry.declinedBy = Set.copyOf(by);
        entry.declinedUntil = until;
        entry.attempt--;
        declined.add(entry);
        becomePending(entry, now, now);
    }

    /** Of the jobs that others have declined, those that this claim may have, in the order in which they start. */
    Deque<Entry> declinedByOthers(final ClaimRequest request, final PauseSet paused) {
        return declined.stream()
                .filter(entry -> request.queues().contains(entry.queue)
                        && !paused.holdsFor(entry.queue, entry.type)
                        && request.types().contains(entry.type)
                        && !entry.declinedBy.contains(request.worker()))
                .sorted((one, other) -> one == other ? 0 : one.startsBefore(other) ? -1 : 1)
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** Lets the jobs fail that no live worker can read and that have waited for one long enough; answers with them. */
    List<Entry> failUnreadable(final long now) {
        final List<Entry> unreadable = declined.stream()
                .filter(entry -> entry.declinedUntil <= now && !workers.handle(entry, now))
                .toList();
        for (final Entry entry : unreadable) {
            leavesQueue(entry);
            entry.lease = Lease.numberAfter(entry.lease, random);
            entry.status = JobStatus.FAILED;
            entry.error = Report.Declined.ERROR;
            finish(entry, now);
        }
        return unreadable;
    }

    /** The work stopped without an outcome. */
    void released(final Entry entry, final Release release, final long now) {
        final PastAttempt.End end =
                entry.status == JobStatus.CANCELLED ? PastAttempt.End.CANCELLED : PastAttempt.End.HANDED_BACK;
        attempts.add(
                entry, nameOfWorker(entry), now, attempt -> attempt.end(end).release(Optional.of(release)));
        leaseEnds(entry, now);
        if (entry.status == JobStatus.CANCELLED) {
            entry.release = release;
            finish(entry, now);
        } else {
            entry.attempt--;
            becomePending(entry, now, now);
        }
    }

    /** The job's worker, which had this name, is gone. */
    void recovered(final Entry entry, final String lostWorker, final long now) {
        final boolean cancelled = entry.status == JobStatus.CANCELLED;
        final Optional<String> error =
                cancelled ? Optional.empty() : Optional.of(LostWorkerError.message(entry.losses + 1, entry.attempt));
        attempts.add(
                entry,
                lostWorker,
                now,
                attempt -> attempt.end(cancelled ? PastAttempt.End.CANCELLED : PastAttempt.End.LOST)
                        .error(error)
                        .release(Optional.of(Release.PRESUMED)));
        leaseEnds(entry, now);
        // Whatever the lost worker may still report was not this end: a new number refuses it.
        entry.lease = Lease.numberAfter(entry.lease, random);
        if (cancelled) {
            entry.release = Release.PRESUMED;
            finish(entry, now);
            return;
        }
        entry.losses++;
        entry.error = error.orElseThrow();
        if (entry.attempt < entry.maxAttempts) {
            becomePending(entry, now + Entry.micros(entry.backoff.delayAfter(entry.attempt, random)), now);
        } else {
            entry.status = JobStatus.FAILED;
            finish(entry, now);
        }
    }

    /** Notes the job that runs another one again. */
    void rerunAs(final Entry ended, final JobId again, final long now) {
        ended.rerunAs = again;
        touch(ended, now);
    }

    /** Forgets a job that has finished. */
    void removed(final Entry entry) {
        finished.remove(EndPlace.of(entry));
        logs.remove(entry.id);
        attempts.remove(entry.id);
        lanes.turns.removed(entry);
    }

    private String nameOfWorker(final Entry entry) {
        return workers.name(Objects.requireNonNull(entry.worker, "worker"));
    }

    private void leavesQueue(final Entry entry) {
        lanes.remove(entry);
        entry.heldBy = null;
        declined.remove(entry);
    }

    /** Every end but another decline forgets who declined the job: since then somebody has begun it. */
    private void leaseEnds(final Entry entry, final long now) {
        if (entry.worker != null) {
            workers.ends(entry.worker, entry);
            entry.worker = null;
            limits.released(entry, now);
            entry.limitKeys.forEach(
                    key -> opened(lanes.held.open(PauseTarget.limitKey(key), allowance(now), now, entry.id)));
        }
        entry.declinedBy = Set.of();
        entry.declinedUntil = Entry.NEVER;
    }

    private void becomePending(final Entry entry, final long dueAt, final long now) {
        entry.status = JobStatus.PENDING;
        entry.stage = null;
        entry.progress = 0;
        entry.overallProgress = OverallProgress.NONE;
        entry.dueAt = dueAt;
        touch(entry, now);
        holdIfKeptBack(entry, now);
        lanes.add(entry, now);
        if (entry.isWaiting()) {
            signals.add(new JobSignal.Claimable(entry.queue, entry.type));
        }
    }

    /** Sets a job apart that could not start now, before it joins the others: it would only be met by a claim. */
    private void holdIfKeptBack(final Entry entry, final long now) {
        if (entry.dueAt <= now && !entry.limitKeys.isEmpty() && !entry.isDeclined()) {
            allowance(now).keptBack(entry.limitKeys, entry.optionalOwner()).ifPresent(kept -> {
                entry.heldBy = kept.by();
                lanes.held.keptBack(kept);
            });
        }
    }

    private void finish(final Entry entry, final long now) {
        touch(entry, now);
        entry.finishedAt = entry.updatedAt;
        finished.put(EndPlace.of(entry), entry);
        limits.finished(entry);
        history.ended(entry);
        signals.add(new JobSignal.Finished(entry.id));
    }

    /** Notes a change that can be seen. */
    private static void touch(final Entry entry, final long now) {
        entry.revision++;
        entry.updatedAt = Math.max(entry.updatedAt, now);
    }
}
