package dev.jobs.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.JobStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The calls by which many jobs are polled: as few as can be, a thousand jobs each.
 *
 * <h2>Calls that fail</h2>
 *
 * <p>A call can fail because of one job of a thousand, whose row cannot be read, or because the answers do not fit into
 * memory. So after a failure, calls have half as many jobs, down to one; and twice as many after a round in which nothing failed.
 * A job that fails alone while others are answered is reported as unreadable. The rounds begin with other jobs each time, so that
 * none is always behind one that fails, and a round in which the first three calls fail is given up: that is the store, and
 * not a job.
 *
 * <p>Answers are also bounded: after a call whose answers took more than eight million characters, calls have half as many jobs.
 *
 * <p>For one thread.
 */
final class PollBatches {
    static final int LARGEST = 1_000;
    private static final int FAILURES_OF_A_STORE = 3;
    private static final long LARGE_CALL = 8_000_000;

    private int size = LARGEST;

    private record Failed(List<JobId> jobs, Throwable why) {}

    /** One call of the store, and what is done with its answers. */
    interface Call {
        /** Polls these jobs and returns the answers. */
        Map<JobId, JobPollResponse> poll(List<JobId> jobs);
    }

    /**
     * Polls all these jobs.
     *
     * @param unreadable takes each job that fails alone, and its failure
     * @return the first failure; empty if there was none
     * @throws JobStoreException if the store cannot be asked; the jobs that follow are then not asked for
     */
    Optional<Throwable> poll(final List<JobId> jobs, final Call call, final BiConsumer<JobId, Throwable> unreadable) {
        final List<JobId> order = inOrder(jobs);
        final List<Failed> failed = new ArrayList<>();
        Optional<Throwable> first = Optional.empty();
        boolean answered = false;
        boolean large = false;
        int from = 0;
        while (from < order.size() && (answered || failed.size() < FAILURES_OF_A_STORE)) {
            final List<JobId> some = order.subList(from, Math.min(order.size(), from + size));
            from += some.size();
            try {
                large |= characters(call.poll(some)) > LARGE_CALL;
                answered = true;
            } catch (final JobStoreException e) {
                throw e;
            } catch (final RuntimeException | Error e) {
                failed.add(new Failed(some, e));
                first = first.or(() -> Optional.of(e));
            }
        }
        if (answered) {
            failed.stream()
                    .filter(few -> few.jobs.size() == 1)
                    .forEach(one -> unreadable.accept(one.jobs.get(0), one.why));
        }
        size = failed.isEmpty() && !large ? Math.min(LARGEST, size * 2) : Math.max(1, size / 2);
        return first;
    }

    private List<JobId> inOrder(final List<JobId> jobs) {
        if (size == LARGEST) {
            return jobs;
        }
        final List<JobId> shuffled = new ArrayList<>(jobs);
        Collections.shuffle(shuffled);
        return shuffled;
    }

    private static long characters(final Map<JobId, JobPollResponse> answers) {
        return answers.values().stream().mapToLong(JobPollResponse::textLength).sum();
    }
}
