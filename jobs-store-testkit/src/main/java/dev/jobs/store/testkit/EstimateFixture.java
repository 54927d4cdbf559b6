package dev.jobs.store.testkit;

import dev.jobs.Estimate;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** The completed jobs and the polls that the themes of estimates share. */
abstract class EstimateFixture extends LimitFixture {
    EstimateFixture(final JobStoreContract contract) {
        super(contract);
    }

    static final int ENOUGH = 3;
    /** The seconds to which a time that is overdue is rounded. */
    static final double STEP = 5;

    static final Duration A_WHILE = Duration.ofMillis(1_500);

    final JobPollResponse answer(final JobId id) {
        return store.poll(id).orElseThrow(() -> new AssertionError("job " + id + " is gone"));
    }

    /** The estimate when it is as it should be: what it is made from may be some seconds old. */
    static Estimate estimate(
            final String what, final JobStore from, final JobId id, final Predicate<JobPollResponse> as) {
        final JobPollResponse[] last = new JobPollResponse[1];
        Await.until(what, () -> {
            last[0] = from.poll(id).orElseThrow();
            return last[0].estimate().isPresent() && as.test(last[0]);
        });
        return last[0].estimate().orElseThrow();
    }

    final Estimate estimate(final JobId id) {
        return estimate("there is an estimate of job " + id, store, id, answer -> true);
    }

    /** Lets so many jobs complete that were claimed a moment ago. */
    final void completedAtOnce(final String type, final int count) {
        final TestWorker worker = worker(Set.of(type), Set.of("quick"));
        store.submit(Collections.nCopies(count, request(type).queue("quick").build()));
        worker.claim(count).forEach(claimed -> store.report(completed(claimed.lease(), "1")));
        worker.vanishes();
    }

    /** Lets three jobs be processing for a while, side by side, and complete; how many seconds they took. */
    final double completedAfterAWhile(final String type) {
        final TestWorker worker = worker(Set.of(type), Set.of("slow"));
        store.submit(Collections.nCopies(ENOUGH, request(type).queue("slow").build()));
        final List<ClaimedJob> claimed = worker.claim(ENOUGH);
        final JobId first = claimed.get(0).job().id();
        Await.until(
                "the jobs have been processing for a while",
                () -> answer(first)
                        .at()
                        .isAfter(job(first).startedAt().orElseThrow().plus(A_WHILE)));
        claimed.forEach(one -> store.report(completed(one.lease(), "1")));
        worker.vanishes();
        return claimed.stream()
                .map(this::job)
                .mapToDouble(job -> seconds(job.startedAt().orElseThrow(), job.finishedAt()))
                .average()
                .orElseThrow();
    }

    static double seconds(final Instant from, final Optional<Instant> to) {
        return Duration.between(from, to.orElseThrow()).toNanos() / 1e9;
    }

    static double secondsToStart(final JobPollResponse answer) {
        return seconds(answer.at(), answer.estimate().orElseThrow().startAt());
    }

    final void needsEstimates() {
        Assumptions.assumeTrue(estimates(), "this store makes no estimates");
    }
}
