package dev.jobs.store;

import java.util.List;

/**
 * The face of a store for workers: they claim jobs, report on them, and say that they live.
 *
 * <p>Safe to share between threads. Each call that writes is atomic, and durable when it returns, as far as the store is durable at
 * all. No clock but the store's own decides anything. The exceptions are those of {@link dev.jobs.Jobs}.
 */
public interface WorkerProtocol {
    /**
     * Gives the worker up to as many jobs as it asks for, those that start next: of the queues and types named, the
     * highest priority first, then in the {@linkplain Operations#orderQueue order of the queue}: fair to owners, or by submission.
     * What another claim holds at that moment is skipped, and what this worker has {@linkplain Report.Declined declined}. Each is processing then,
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
     * <p>A call may hold one {@link Report.Progressed}, one {@link Report.Logged} and one {@link Report.Ended} for a lease; the end is
     * applied last. A repeat of an end is answered with {@link ReportOutcome#REPEATED}. A result that is larger than the store
     * takes ({@link SizeLimits}) makes the job fail, with an error that has both sizes.
     *
     * @return what came of each, in the order of the reports
     * @throws IllegalArgumentException if there are two reports of one kind under one lease, or of two workers under
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
}
