package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of past attempts: each that did not complete its job at once is remembered, with the way in which it ended. */
abstract class AttemptsContract extends RaceFixture {
    AttemptsContract(final JobStoreContract contract) {
        super(contract);
    }

    private List<PastAttempt> attempts(final ClaimedJob claimed) {
        return store.attempts(claimed.job().id());
    }

    private PastAttempt onlyAttempt(final ClaimedJob claimed) {
        assertThat(attempts(claimed)).hasSize(1);
        return attempts(claimed).get(0);
    }

    private List<PastAttempt.End> ends(final JobId id) {
        return store.attempts(id).stream().map(PastAttempt::end).toList();
    }

    /** An attempt of a claimed job, by the worker of these tests. */
    private static PastAttempt.Builder attempt(final ClaimedJob claimed, final Job after) {
        return PastAttempt.builder(claimed.job().attempt(), claimed.lease().number())
                .worker("contract")
                .times(claimed.job().startedAt().orElseThrow(), after.updatedAt());
    }

    @Test
    final void aFirstAttemptThatCompletesItsJobIsNotKept() {
        final ClaimedJob claimed = processing();

        store.report(completed(claimed.lease(), "1"));

        assertThat(attempts(claimed)).isEmpty();
        assertThat(store.attempts(JobId.random())).isEmpty();
    }

    @Test
    final void anAttemptThatGoesOnIsNoPastOne() {
        final ClaimedJob claimed = processing();
        store.report(progressed(claimed.lease(), "in the middle", 50));

        assertThat(attempts(claimed)).isEmpty();
        store.cancel(claimed.job().id());
        assertThat(attempts(claimed)).isEmpty();
    }

    @Test
    final void aFailedAttemptIsKeptWithItsError() {
        final ClaimedJob claimed = processing();

        store.report(failed(claimed.lease(), "it's broken: \"ä\""));

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.FAILED)
                        .error(Optional.of("it's broken: \"ä\""))
                        .build());
    }

    @Test
    final void anAttemptThatReachedALimitIsKeptAsSuch() {
        final ClaimedJob claimed = processing();

        store.report(Report.timedOut(failedForGood(claimed.lease(), "over 5 s")));

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.TIMED_OUT)
                        .error(Optional.of("over 5 s"))
                        .build());
    }

    @Test
    final void anAttemptThatWasHandedBackIsKept() {
        final ClaimedJob claimed = processing();

        store.report(Report.released(claimed.lease(), Release.PRESUMED));

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.HANDED_BACK)
                        .release(Optional.of(Release.PRESUMED))
                        .build());
    }

    @Test
    final void anAttemptThatItsWorkerDoesNotKnowOfIsKeptAsHandedBack() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();

        worker.lives();

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.HANDED_BACK)
                        .release(Optional.of(Release.CONFIRMED))
                        .build());
    }

    @Test
    final void anAttemptOfACancelledJobIsKeptWhenItsWorkHasEnded() {
        final ClaimedJob claimed = processing();
        store.cancel(claimed.job().id());
        final Job stopping = job(claimed);

        store.report(released(claimed.lease()));

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.CANCELLED)
                        .release(Optional.of(Release.CONFIRMED))
                        .cancelledAt(Optional.of(stopping.updatedAt()))
                        .build());
    }

    @Test
    final void whatComesAfterACancelDoesNotMoveItsTime() {
        final ClaimedJob claimed = processing();
        final JobId id = claimed.job().id();
        store.cancel(id);
        final Instant cancelled = job(claimed).updatedAt();
        Await.until("time passes", () -> store.poll(id).orElseThrow().at().isAfter(cancelled));

        store.report(progressed(claimed.lease(), "too late", 50));
        store.report(JobLogFixture.logged(claimed.lease(), 1, "it stops"));
        store.cancel(id);
        store.report(released(claimed.lease()));

        assertThat(onlyAttempt(claimed).cancelledAt()).contains(cancelled);
        assertThat(onlyAttempt(claimed).endedAt()).isAfter(cancelled);
    }

    @Test
    final void anAttemptWhoseWorkerIsLostIsKeptWithTheWorkersName() {
        final ClaimedJob claimed = lost();

        store.recover();

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.LOST)
                        .error(job(claimed).error())
                        .release(Optional.of(Release.PRESUMED))
                        .build());
        assertThat(onlyAttempt(claimed).error()).isPresent();
    }

    @Test
    final void anAttemptOfACancelledJobWhoseWorkerIsLostEndedByTheCancel() {
        final ClaimedJob claimed = lost();
        store.cancel(claimed.job().id());
        final Job stopping = job(claimed);

        store.recover();

        assertThat(onlyAttempt(claimed))
                .isEqualTo(attempt(claimed, job(claimed))
                        .end(PastAttempt.End.CANCELLED)
                        .release(Optional.of(Release.PRESUMED))
                        .cancelledAt(Optional.of(stopping.updatedAt()))
                        .build());
    }

    @Test
    final void whoDeclinesAJobOrCancelsOneThatWaitsLeavesNone() {
        final ClaimedJob declined = processing();
        store.report(Report.declined(declined.lease(), Duration.ofHours(1)));
        store.cancel(declined.job().id());
        final JobId pending = submit();
        store.cancel(pending);

        assertThat(attempts(declined)).isEmpty();
        assertThat(store.attempts(pending)).isEmpty();
    }

    @Test
    final void theAttemptsOfAJobAreItsWholeStory() {
        final JobId id = store.submit(request().maxAttempts(4).build());
        final TestWorker worker = worker();
        store.report(released(worker.claimOne().lease()));
        store.report(failed(worker.claimOne().lease(), "first"));
        store.report(Report.timedOut(failed(worker.claimOne().lease(), "second")));
        final ClaimedJob third = worker.claimOne();
        worker.vanishes(third.lease());
        store.recover();
        final ClaimedJob last = worker().claimOne();

        assertThat(store.report(completed(last.lease(), "1"))).isEqualTo(ReportOutcome.APPLIED);

        assertThat(ends(id))
                .containsExactly(
                        PastAttempt.End.HANDED_BACK,
                        PastAttempt.End.FAILED,
                        PastAttempt.End.TIMED_OUT,
                        PastAttempt.End.LOST,
                        PastAttempt.End.COMPLETED);
        assertThat(store.attempts(id).stream().map(PastAttempt::number)).containsExactly(1, 1, 2, 3, 4);
        assertThat(store.attempts(id).get(4)).isEqualTo(attempt(last, job(last)).build());
        assertThat(store.attempts(id).stream().map(PastAttempt::lease).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    final void firstAndLaterAttemptsComplete() {
        submit(30);
        final TestWorker worker = worker();
        final List<ClaimedJob> first = worker.claim(10);
        store.report(first.stream().map(one -> failed(one.lease(), "again")).toList());
        final List<ClaimedJob> all = worker.claim(30);

        final List<ReportOutcome> outcomes = store.report(
                all.stream().map(one -> completed(one.lease(), "1")).toList());

        assertThat(outcomes).hasSize(30).containsOnly(ReportOutcome.APPLIED);
        for (final ClaimedJob one : all) {
            assertThat(ends(one.job().id()))
                    .isEqualTo(
                            one.job().attempt() == 1
                                    ? List.of()
                                    : List.of(PastAttempt.End.FAILED, PastAttempt.End.COMPLETED));
        }
    }

    @Test
    final void aRepeatOfAnEndAddsNothing() {
        final ClaimedJob claimed = processing();
        for (final ReportOutcome outcome : List.of(ReportOutcome.APPLIED, ReportOutcome.REPEATED)) {
            assertThat(store.report(failed(claimed.lease(), "again"))).isEqualTo(outcome);
        }
        final ClaimedJob second = worker().claimOne();
        for (final ReportOutcome outcome : List.of(ReportOutcome.APPLIED, ReportOutcome.REPEATED)) {
            assertThat(store.report(completed(second.lease(), "1"))).isEqualTo(outcome);
        }

        assertThat(ends(second.job().id())).containsExactly(PastAttempt.End.FAILED, PastAttempt.End.COMPLETED);
    }

    @Test
    final void aReportThatIsRefusedLeavesNoAttempt() {
        final ClaimedJob claimed = processing();
        everyReport(notGivenAfter(claimed.lease())).forEach(store::report);
        everyReport(inTheHandsOf(worker(), claimed.lease())).forEach(store::report);

        assertThat(attempts(claimed)).isEmpty();
    }

    @Test
    @Tag("slow")
    final void theNewestThousandAreKept() {
        final JobId id = submit();
        final TestWorker worker = worker();
        final List<Long> leases = new ArrayList<>();
        for (int i = 0; i < PastAttempt.MOST_KEPT + 20; i++) {
            final ClaimedJob claimed = worker.claimOne();
            leases.add(claimed.lease().number());
            store.report(released(claimed.lease()));
        }

        assertThat(store.attempts(id).stream().map(PastAttempt::lease)).isEqualTo(leases.subList(20, leases.size()));
    }

    @Test
    final void attemptsGoWithTheirJob() {
        final ClaimedJob gone = processing();
        store.report(failedForGood(gone.lease(), "over"));
        final ClaimedJob kept = processing();
        store.report(failed(kept.lease(), "again"));

        pruneAll(1);

        assertThat(attempts(gone)).isEmpty();
        assertThat(ends(kept.job().id())).containsExactly(PastAttempt.End.FAILED);
    }

    @Test
    final void oneEndAgainstAnotherLeavesOneAttempt() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();

            final var answers = Threads.race(
                    () -> store.report(failedForGood(claimed.lease(), "failed")),
                    () -> store.report(released(claimed.lease())));

            final boolean failed = answers.first() == ReportOutcome.APPLIED;
            assertThat(failed).isNotEqualTo(answers.second() == ReportOutcome.APPLIED);
            assertThat(ends(claimed.job().id()))
                    .containsExactly(failed ? PastAttempt.End.FAILED : PastAttempt.End.HANDED_BACK);
        });
    }

    @Test
    final void anEndAgainstTheRecoveryOfItsWorkerLeavesOneAttempt() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = lost();

            final var answers = Threads.race(
                    () -> store.report(failedForGood(claimed.lease(), "failed")),
                    () -> recovered(claimed.job().id()));

            final boolean failed = answers.first() == ReportOutcome.APPLIED;
            assertThat(failed).isNotEqualTo(answers.second().isPresent());
            assertThat(ends(claimed.job().id()))
                    .containsExactly(failed ? PastAttempt.End.FAILED : PastAttempt.End.LOST);
        });
    }

    @Test
    final void theSameEndTwiceAtOnceLeavesOneAttempt() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob first = processing();
            store.report(failed(first.lease(), "again"));
            final ClaimedJob claimed = worker().claimOne();

            final List<ReportOutcome> answers = Threads.together(IntStream.range(0, 3)
                    .<Callable<ReportOutcome>>mapToObj(i -> () -> store.report(completed(claimed.lease(), "1")))
                    .toList());

            assertThat(answers)
                    .containsExactlyInAnyOrder(ReportOutcome.APPLIED, ReportOutcome.REPEATED, ReportOutcome.REPEATED);
            assertThat(ends(claimed.job().id())).containsExactly(PastAttempt.End.FAILED, PastAttempt.End.COMPLETED);
        });
    }
}
