package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The jobs of a store, for applications: they submit, look, cancel and list. It is one face of a {@link
 * dev.jobs.store.JobStore}; code that needs no more takes this type.
 *
 * <p>Safe to share between threads. A call that returned has taken effect durably, as far as the store is durable at
 * all; each call that writes is atomic: all of it or none. No clock but the store's own decides anything.
 *
 * <p>Every method throws {@link dev.jobs.store.JobStoreUnavailableException} when the store cannot be reached, after trying
 * again for a while where that is safe; {@link dev.jobs.store.JobStoreClosedException} after the store was closed; {@link
 * NullPointerException} for a null.
 */
public interface Jobs {
    /**
     * Stores new jobs, all or none, as pending.
     *
     * <p>A request whose owner and idempotency key are those of a kept job, or of an earlier request of the same call,
     * gives that job's id and stores nothing. If the outcome is not known, because the store went out of reach, only
     * requests with an idempotency key can be repeated safely.
     *
     * @return the ids, in the order of the requests
     * @throws dev.jobs.store.IdempotencyConflictException if a key was used before with another type or payload; the message
     *     says which request
     * @throws dev.jobs.store.PayloadTooLargeException if a payload is larger than the store takes ({@link
     *     dev.jobs.store.SizeLimits}); the message says which request
     * @throws IllegalArgumentException if a request has no payload, since it is that of a job that was polled or listed
     */
    List<JobId> submit(List<JobRequest> requests);

    /** Stores one new job; see {@link #submit(List)}. */
    default JobId submit(final JobRequest request) {
        return submit(List.of(request)).get(0);
    }

    /**
     * Stores new jobs as {@link #submit(List)} does, except those that are refused since a limit of theirs is full, and cancels the jobs whose
     * places they take. The requests are looked at one after the other, and each sees those before it.
     *
     * <p>Of several such calls for one limit key, in whatever processes, each sees the jobs of those before it: with {@link
     * WhenLimitFull#REFUSE} and a limit of one, exactly one is accepted. A request whose idempotency key is taken gives the stored job, full or
     * not. A rerun, and all that is submitted without {@link WhenLimitFull}, waits, and counts for those who ask.
     *
     * <p>The call is all or none, refusals aside. It costs a few statements for each job, where {@link #submit(List)} costs a few for all.
     *
     * @return what became of each, in the order of the requests
     */
    List<SubmitOutcome> submit(List<JobRequest> requests, WhenLimitFull whenFull);

    /** Stores one new job, unless a limit of it is full; see {@link #submit(List, WhenLimitFull)}. */
    default SubmitOutcome submit(final JobRequest request, final WhenLimitFull whenFull) {
        return submit(List.of(request), whenFull).get(0);
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
     * All that those who wait for these jobs can know, of those that there are. One call for many ids costs the store
     * little more than for one; a few hundred at a time are meant.
     *
     * <p>Each answer is of one moment: nothing in it contradicts the rest. Position and queue size are exact up to 1,000,
     * beyond that at most a few seconds old. The figures behind an estimate may be some seconds old; a store that has none
     * leaves the estimate out.
     *
     * <p>No answer has a payload. A result is left out of the answer to a poll of several jobs if it is larger than {@link
     * dev.jobs.store.SizeLimits#largestResultOfPoll}; {@link JobPollResponse#isResultLeftOut()} says so.
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

    /**
     * Submits a job again, once it has ended: a new job with the old one's request, but for its due time and its idempotency key.
     * Each of the two names the other: {@link JobRequest#rerunOf} and {@link JobState#rerunAs}.
     *
     * <p>If the newest rerun of the job has not ended, this gives that one and submits nothing, so that a repeat is harmless.
     */
    RerunOutcome rerun(final JobId id);

    /**
     * The lines of the job's log after the one of this number, oldest first, at most so many; empty if there is no such job.
     * Lines that a store has written are read at once; those that a handler logs are written some times a second.
     *
     * @param after the number of the last line that is known already; 0 for all
     * @param limit from 1 to {@link JobLog#LARGEST_PAGE}
     * @throws IllegalArgumentException if the number is negative or the limit out of its range
     */
    Optional<JobLog> log(final JobId id, final long after, final int limit);

    /**
     * The number of the newest line that each of these jobs has logged, of those that there are; 0 for one that has logged none. It is
     * for those who watch the logs of many jobs for lines that they do not have yet: one call for many ids costs the store little
     * more than for one. By default it asks for each job's log.
     */
    default Map<JobId, Long> newestLogLines(final Collection<JobId> ids) {
        final Map<JobId, Long> newest = new HashMap<>();
        for (final JobId id : ids) {
            log(id, Long.MAX_VALUE, 1).ifPresent(log -> newest.put(id, log.newest()));
        }
        return newest;
    }

    /**
     * Tells the listener of jobs that become claimable, are cancelled while processing, or finish, where the store
     * can. A store that cannot never calls it, and nothing is lost for want of a signal: everything can be polled.
     *
     * <p>The listener is called on a thread of the store's or of another caller, perhaps several at once. It must
     * return quickly; what it throws is logged and changes nothing.
     */
    Subscription subscribe(Consumer<JobSignal> listener);

    /**
     * Tells the listener of signals of these kinds only, as {@link #subscribe(Consumer)} does of all. A store may send signals to other
     * processes only of kinds that somebody there listens to: a listener should name those that it needs.
     *
     * @param kinds the classes of the signals, such as {@code JobSignal.Finished.class}
     */
    default Subscription subscribe(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> listener) {
        final Set<Class<? extends JobSignal>> wanted = Set.copyOf(kinds);
        requireNonNull(listener, "listener");
        return subscribe(signal -> {
            if (wanted.contains(signal.getClass())) {
                listener.accept(signal);
            }
        });
    }
}
