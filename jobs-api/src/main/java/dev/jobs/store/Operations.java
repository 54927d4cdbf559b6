package dev.jobs.store;

import dev.jobs.JobId;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.store.operations.RerunStep;
import dev.jobs.store.operations.WorkerList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The face of a store for operators: dashboards, metrics and scripts. Each answer is bounded in cost, whatever the number of
 * jobs, and may be asked for each second.
 *
 * <p>Safe to share between threads. The exceptions are those of {@link dev.jobs.Jobs}.
 */
public interface Operations {
    /**
     * The jobs that have not ended, by queue and type: how many may start now and since when the oldest could, how many are not due
     * yet, are paused, run, and are being stopped; and what no live worker handles.
     *
     * <p>Costs a few lookups for each queue and type, and up to {@link JobCount#EXACT_UP_TO} entries of an index. What may start now
     * is exact up to that number, and beyond it from a snapshot, which the store takes on a thread of its own so seldom that it
     * costs little; until there is one, the number is a lower bound. Of the jobs that are not yet due, and of those that workers
     * have declined, as many are counted in all. Where there were more some seconds before, the number of then may be told, as its
     * {@link JobCount#asOf()} says.
     */
    Overview overview();

    /**
     * The workers that live, and what each of them runs: those that have lived longest first, up to {@link
     * WorkerList#MOST_WORKERS}, with up to {@link WorkerList#MOST_JOBS} jobs.
     *
     * <p>Costs a look at each live worker and each job that runs.
     */
    WorkerList workers();

    /**
     * The live worker that runs this job, or is stopping it, as among the {@link #workers()}; what else it runs may be left out. Empty: no
     * worker has the job, or the one that has it has not been heard of in time.
     *
     * <p>Costs a look at the job and its worker. By default, it is looked for among all {@link #workers()}, which costs what these do.
     */
    default Optional<LiveWorker> workerOf(final JobId id) {
        return workers().workers().stream()
                .filter(worker ->
                        worker.jobs().stream().anyMatch(job -> job.id().equals(id)))
                .findFirst();
    }

    /**
     * A page of the jobs that are searched for, the newest first. A page that follows another by its cursor has no job of the pages
     * before it, whatever comes and goes meanwhile.
     *
     * <p>An id, an idempotency key, an owner, a limit that keeps jobs back and a time of end are found by an index; everything else by looking at the jobs one
     * by one, the newest first, for as long as the search's {@linkplain JobSearch#timeLimit() time} lasts. The time of
     * submission bounds what is looked at: a store may go by the ids for it, and then misses a job whose submitter's clock was wrong by
     * more than five minutes.
     *
     * @throws IllegalArgumentException if the cursor is not one of such a search
     */
    FoundJobs search(JobSearch search);

    /**
     * The jobs that failed at this time or later, the newest {@link Failures#MOST_JOBS} of them, grouped by type and the first
     * line of their errors.
     *
     * <p>Costs a look at each of them, along an index.
     */
    Failures failures(Instant since);

    /**
     * The events of a range of time, by queue and type: submissions, starts and ends, and how long jobs waited and ran. It is
     * counted by the minute, kept for {@link HistoryQuery#KEPT}, and stays when jobs are deleted. What all processes that use the
     * store did is added up.
     *
     * <p>A process counts in its memory and writes with its workers' heartbeats, or some seconds later if it has none. So what
     * happened lately may be missing, or counted in the next minute; what a process had not written when it was killed is lost. A
     * submission in a caller's transaction counts whether that commits or not.
     *
     * <p>Costs a look at each hour of the range with each queue and type, or each quarter of an hour or minute where the steps are
     * no whole hours: the newest {@link History#MOST_SUMS} of them.
     */
    History history(HistoryQuery query);

    /**
     * Runs again what a page of this search finds, by {@link dev.jobs.Jobs#rerun}: the jobs that have ended and have never been run
     * again. So a step may be repeated, and all that match are run again once by following the cursors. What was submitted by a
     * step is not found by a later one of the same cursors.
     *
     * <p>Each rerun is a submission of its own: an exception leaves those before it. The page size of the search bounds a step; a
     * hundred take a fraction of a second.
     *
     * @throws IllegalArgumentException if the cursor is not one of such a search
     */
    RerunStep rerunAll(JobSearch search);

    /**
     * Deletes a job that has ended, with its log and the story of its attempts. Its idempotency key is free again. A rerun of it
     * goes on, and names a job that is gone. A repeat finds no job.
     */
    DeleteOutcome delete(JobId id);

    /**
     * The attempts of this job that have ended, oldest first, the newest {@link PastAttempt#MOST_KEPT} of them. An attempt of number
     * 1 that completed the job is left out, since the job says all of it, and so is one that a worker declined. Empty also if there
     * is no such job.
     */
    List<PastAttempt> attempts(final JobId id);

    /**
     * The last reason for which this job had waited before its last start: a limit, a rate or a pause, if one kept it back for some of
     * the time in which it could otherwise have started, or else that it waited for a free slot.
     *
     * <p>A limit or rate is told if a claim, or the submission, met the job while it kept it back; earlier reasons, and those of earlier attempts, are
     * not kept. A pause is told as long as it is known: a store keeps those that have ended for {@link HistoryQuery#KEPT} at least, or the
     * newest thousand.
     *
     * <p>Costs a look at the job, and one at the pauses of its queue, type, owner and limit keys. Empty: there is no such job, it has not
     * started, or it waits again, or did so when it ended.
     */
    Optional<PastWait> pastWait(JobId id);

    /**
     * Pauses a queue, a type, an owner or a limit key: no claim that begins after this has returned, of whatever process, starts any of its jobs until it is
     * resumed or the pause ends by itself. What runs goes on, and what is submitted waits. The pause is kept with the jobs: it
     * survives restarts and deployments.
     *
     * <p>If it is paused already, this replaces the reason and the end. An end that has passed pauses nothing, and ends a pause
     * that there is. A repeat changes nothing but the time of the pause.
     *
     * @return the pause as it is kept
     */
    Pause pause(PauseRequest request);

    /**
     * Resumes what was paused: its jobs start at once, in their order, unless another pause holds for them. Those who subscribe
     * are told, as far as the store signals at all.
     *
     * @return the pause that this has ended; empty: there was none
     */
    Optional<Pause> resume(PauseTarget target);

    /** The pauses that hold now: those of queues first, by their names. */
    List<Pause> pauses();

    /**
     * Chooses the order of a queue, for all processes and whether it has jobs yet or not. The order is kept with the jobs: it
     * survives restarts and deployments.
     *
     * <p>It holds for the jobs that are submitted after this has returned. Those that wait already keep their turns: after a change
     * to {@link QueueOrder#SUBMISSION} new jobs start after them, and after a change to {@link QueueOrder#FAIR_BY_OWNER} an owner
     * who comes new starts between them, one by one. So the change takes no longer when there are more jobs. A repeat changes
     * nothing.
     *
     * @param queue the name of the queue
     */
    void orderQueue(String queue, QueueOrder order);

    /** The order of a queue: {@link QueueOrder#FAIR_BY_OWNER} unless another was chosen. */
    QueueOrder queueOrder(String queue);

    /**
     * Sets a limit, for all processes, in the place of one of the same name: the claims that begin after this has returned keep to
     * it. It is kept with the jobs. Nothing that runs is stopped: while more attempts run than it allows, none starts.
     *
     * <p>An attempt takes a permit of each of its keys from its start until its work was seen to have stopped, or its worker
     * was found to be lost. A permit is the lease itself: it cannot leak.
     */
    void setLimit(Limit limit);

    /**
     * Sets a limit as a default of the code, as at each start of a service: it takes the place of an earlier default of the same
     * name, but not of a limit that an operator {@linkplain #setLimit set}.
     *
     * @return true if it holds now, false if an operator's limit does
     */
    boolean setDefaultLimit(Limit limit);

    /**
     * Removes a limit, whoever set it: its jobs start at once, in their order. A default comes back when code sets it the next time.
     *
     * @return the limit that this has removed; empty: there was none
     */
    Optional<Limit> removeLimit(String name);

    /**
     * The limits, by their names, the first {@link #MOST_LIMITS} of them, and what each does.
     *
     * <p>Costs a look at each limit and each attempt that takes a permit, and up to {@link LimitUse#MOST_COUNTED} entries of an index for
     * each.
     */
    List<LimitUse> limits();

    /** The most limits that are listed. */
    int MOST_LIMITS = 1_000;
}
