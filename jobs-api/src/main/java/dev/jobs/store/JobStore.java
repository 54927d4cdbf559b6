package dev.jobs.store;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Where jobs are kept: what submitters, workers and upkeep ask of a store, and what every adapter promises.
 *
 * <p>Safe to share between threads. A call that returned has taken effect durably, as far as the store is durable at
 * all; each call that writes is atomic: all of it or none. No clock but the store's own decides anything.
 *
 * <p>Every method throws {@link JobStoreUnavailableException} when the store cannot be reached, after trying again for
 * a while where that is safe; {@link JobStoreClosedException} after {@link #close()}; {@link NullPointerException}
 * for a null. The contract kit in {@code jobs-store-testkit} tests all that is said here.
 */
public interface JobStore extends AutoCloseable {

    // For submitters.

    /**
     * Stores new jobs, all or none, as pending.
     *
     * <p>A request whose owner and idempotency key are those of a kept job, or of an earlier request of the same call,
     * gives that job's id and stores nothing. If the outcome is not known, because the store went out of reach, only
     * requests with an idempotency key can be repeated safely.
     *
     * @return the ids, in the order of the requests
     * @throws IdempotencyConflictException if a key was used before with another type or payload; the message says
     *     which request
     * @throws PayloadTooLargeException if a payload is larger than the store takes ({@link SizeLimits}); the message says
     *     which request
     */
    List<JobId> submit(List<JobRequest> requests);

    /** Stores one new job; see {@link #submit(List)}. */
    default JobId submit(final JobRequest request) {
        return submit(List.of(request)).get(0);
    }

    /**
     * The jobs with these ids, those that there are; one consistent moment for each job. Their payloads and results are read:
     * a store may refuse to read those of many large ones at once.
     *
     * @throws IllegalArgumentException if they are more than the store reads in one call; the message says how much
     */
    Map<JobId, Job> find(Collection<JobId> ids);

    /** The job with this id, if there is one. */
    default Optional<Job> find(final JobId id) {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    /**
     * The queue positions of those of these jobs that are pending and due: 1 for the job that starts next in its
     * queue. Exact up to 1,000; beyond that at most a few seconds old.
     */
    Map<JobId, Long> queuePositions(Collection<JobId> ids);

    /** The queue position of this job; empty unless it is pending and due. */
    default OptionalLong queuePosition(final JobId id) {
        final Long position = queuePositions(List.of(id)).get(id);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /**
     * All that those who wait for these jobs can know, of those that there are. One call for many ids costs the store
     * little more than for one; a few hundred at a time are meant.
     *
     * <p>Each answer is of one moment: nothing in it contradicts the rest. Position and queue size are exact up to 1,000,
     * beyond that at most a few seconds old. What an estimate is made from may be some seconds old; an {@link Outlook}
     * makes it, and a store that has none leaves it out.
     *
     * <p>No answer has a payload. A result is left out of the answer to a poll of several jobs if it is larger than {@link
     * SizeLimits#largestResultOfPoll}; {@link JobPollResponse#isResultLeftOut()} says so.
     */
    Map<JobId, JobPollResponse> poll(Collection<JobId> ids);

    /** All that the person who waits for this job can know; empty if there is none. */
    default Optional<JobPollResponse> poll(final JobId id) {
        return Optional.ofNullable(poll(List.of(id)).get(id));
    }

    /**
     * Cancels a job, whoever holds it: when this returns {@link CancelOutcome.Cancelled}, its status is
     * {@code cancelled} and will never be another. A pending job has then finished, its release confirmed; a
     * processing one finishes when its worker has released it, or was recovered.
     *
     * <p>Of two cancels of one job, one gets {@code Cancelled} and the other {@code AlreadyTerminal}.
     */
    CancelOutcome cancel(JobId id);

    /** Up to a page of jobs, without payloads and results, those with the highest ids first; an empty list: there are no more. */
    List<Job> list(JobQuery query);

    // For workers.

    /**
     * Gives the worker up to as many jobs as it asks for, those that start next: of the queues and types named, the
     * highest priority first, then in the order in which they were written to the store. What another claim holds at
     * that moment is skipped, and what this worker has {@linkplain Report.Declined declined}. Each is processing then,
     * its attempt counted, under a new lease.
     *
     * <p>Nothing is given to a worker that has no live heartbeat. If the outcome is not known, the next heartbeat gives
     * back what was claimed and not received: a worker must not send one while a claim of its own is under way.
     */
    List<ClaimedJob> claim(ClaimRequest request);

    /**
     * Writes what workers have to say, each report only if its lease is current: the job's last one, held by the worker
     * that the lease names.
     *
     * <p>A call may hold one {@link Report.Progressed} and one {@link Report.Ended} for a lease; progress is applied
     * first. A repeat of an end is answered with {@link ReportOutcome#REPEATED}. A result that is larger than the store
     * takes ({@link SizeLimits}) makes the job fail, with an error that has both sizes.
     *
     * @return what came of each, in the order of the reports
     * @throws IllegalArgumentException if there are two progresses or two ends under one lease, or of two workers under
     *     one number of a job
     */
    List<ReportOutcome> report(List<? extends Report> reports);

    /** Writes one report; see {@link #report(List)}. */
    default ReportOutcome report(final Report report) {
        return report(List.of(report)).get(0);
    }

    /**
     * Says that a worker lives, and what it holds, and makes both sides agree: leases that it holds and should not are
     * answered; jobs that the store has under this worker and that it does not hold are released, as by a confirmed
     * {@link Report.Released}.
     *
     * @return the held leases whose work has to stop
     */
    List<StopOrder> heartbeat(Heartbeat heartbeat);

    // For upkeep, by any process, at any time.

    /**
     * Takes the jobs of workers whose time to live is over: processing ones become pending again after their backoff,
     * or failed where their attempts are spent; cancelled ones are released, {@linkplain dev.jobs.Release#PRESUMED
     * presumed}. A worker's jobs are taken all at once or not at all.
     *
     * <p>The store's clock decides when a time to live is over. But it may jump, and that must not take jobs from workers
     * that live: as long has to have gone by on a monotonic clock as well, which can only delay a recovery. A store that
     * other processes write to, too, measures that from the first recovery that has seen a worker's newest heartbeat: so
     * a recovery takes nothing the first time, unless a worker has said goodbye, and is to be repeated a few times in each
     * time to live.
     *
     * <p>Takes also the pending jobs that every live worker who handles them has {@linkplain Report.Declined declined}, and
     * that have waited for another one as long as was asked: they become failed.
     *
     * @return what became of each job taken
     */
    List<RecoveredJob> recover();

    /**
     * Deletes jobs that finished longer ago than this, the oldest first, at most as many as the limit. Cancelled jobs
     * that are still being stopped are kept.
     *
     * @return how many were deleted; fewer than the limit means that there are no more
     */
    int prune(Duration olderThan, int limit);

    /** How many jobs there are by queue, type and status; combinations without a job are left out. */
    List<JobCount> counts();

    // Signals.

    /**
     * Tells the listener of jobs that become claimable, are cancelled while processing, or finish, where the store
     * can. A store that cannot never calls it, and nothing is lost for want of a signal: everything can be polled.
     *
     * <p>The listener is called on a thread of the store's or of another caller, perhaps several at once. It must
     * return quickly; what it throws is logged and changes nothing.
     */
    Subscription subscribe(Consumer<JobSignal> listener);

    /**
     * Closes the store: gives back its connections and threads. Calls under way end normally or with
     * {@link JobStoreClosedException}. A second close does nothing.
     */
    @Override
    void close();
}
