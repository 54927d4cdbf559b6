package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.StageState;
import dev.jobs.StageTime;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of declared stages: they stay with their job, and overall progress never falls within an attempt. */
abstract class StageContract extends ContractFixture {
    StageContract(final JobStoreContract contract) {
        super(contract);
    }

    private ClaimedJob processingWithStages() {
        store.submit(request().stages(STAGES).build());
        return worker().claimOne();
    }

    /** The report of a worker whose handler has come from nowhere to this stage. */
    private static Report.Progressed in(final Lease lease, final String stage, final double progress) {
        return Report.progressed(
                lease, Optional.of(stage), progress, OverallProgress.NONE.at(STAGES, Optional.of(stage), progress));
    }

    private List<StageState.Status> stages(final JobId id) {
        return store.poll(id).orElseThrow().stages().stream()
                .map(StageState::status)
                .toList();
    }

    @Test
    final void declaredStagesComeWithTheClaimAndWithEveryAnswer() {
        final JobId id = store.submit(request().stages(STAGES).build());
        assertThat(job(id).stages()).isEqualTo(STAGES);
        assertThat(stages(id)).hasSize(STAGES.size()).containsOnly(StageState.Status.PENDING);

        final ClaimedJob claimed = worker().claimOne();

        assertThat(claimed.job().stages()).isEqualTo(STAGES);
        store.report(completed(claimed.lease(), "1"));
        assertThat(job(claimed).stages()).isEqualTo(STAGES);
        assertThat(stages(id)).hasSize(STAGES.size()).containsOnly(StageState.Status.SKIPPED);
    }

    @Test
    final void aJobOfATypeWithoutStagesHasNone() {
        final ClaimedJob claimed = processing();
        store.report(progressed(claimed.lease(), "downloading", 50));

        assertThat(job(claimed)).returns(List.of(), Job::stages).returns(OverallProgress.NONE, Job::overallProgress);
        assertThat(store.poll(claimed.job().id()).orElseThrow().stages()).isEmpty();
    }

    @Test
    final void stagesThatWereEnteredAreRemembered() {
        final ClaimedJob claimed = processingWithStages();

        store.report(in(claimed.lease(), "downloading", 10));
        store.report(in(claimed.lease(), "normalizing", 20));

        assertThat(stages(claimed.job().id()))
                .containsExactly(
                        StageState.Status.DONE,
                        StageState.Status.SKIPPED,
                        StageState.Status.ACTIVE,
                        StageState.Status.PENDING);
        assertThat(job(claimed).overallProgress()).isEqualTo(new OverallProgress(0b0101, 50));
    }

    @Test
    final void overallProgressDoesNotFallWhenTheHandlerGoesBackToAnEarlierStage() {
        final ClaimedJob claimed = processingWithStages();
        store.report(in(claimed.lease(), "normalizing", 60));

        store.report(in(claimed.lease(), "downloading", 5));
        store.report(progressed(claimed.lease(), "polishing", 1));

        assertThat(job(claimed))
                .returns(Optional.of("polishing"), Job::stage)
                .returns(new OverallProgress(0b0101, 70), Job::overallProgress);
    }

    @Test
    final void overallProgressBeginsAnewWithTheNextAttempt() {
        final ClaimedJob failing = processingWithStages();
        store.report(in(failing.lease(), "normalizing", 60));
        store.report(failed(failing.lease(), "no luck"));
        assertThat(job(failing).overallProgress()).isEqualTo(OverallProgress.NONE);

        final ClaimedJob releasing = worker().claimOne();
        store.report(in(releasing.lease(), "decoding", 0));
        store.report(released(releasing.lease()));
        assertThat(job(releasing).overallProgress()).isEqualTo(OverallProgress.NONE);

        final TestWorker lost = worker();
        final ClaimedJob losing = lost.claimOne();
        store.report(in(losing.lease(), "decoding", 0));
        lost.vanishes(losing.lease());
        store.recover();
        assertThat(job(losing))
                .returns(JobStatus.PENDING, Job::status)
                .returns(OverallProgress.NONE, Job::overallProgress);
    }

    @Test
    final void whatAJobHadComeThroughStaysWhenItEnds() {
        final ClaimedJob claimed = processingWithStages();
        store.report(in(claimed.lease(), "decoding", 50));

        store.report(failedForGood(claimed.lease(), "no such codec"));

        assertThat(job(claimed).overallProgress()).isEqualTo(new OverallProgress(0b0010, 30));
        assertThat(stages(claimed.job().id()))
                .containsExactly(
                        StageState.Status.SKIPPED,
                        StageState.Status.ACTIVE,
                        StageState.Status.SKIPPED,
                        StageState.Status.SKIPPED);
    }

    @Test
    final void everyChangeThatCanBeSeenMakesTheRevisionGrow() {
        final JobId id = store.submit(request().stages(STAGES).build());
        assertThat(job(id).revision()).isEqualTo(1);

        final ClaimedJob first = worker().claimOne();
        assertThat(first.job()).isEqualTo(job(id));
        long last = assertGrown(id, 1);
        store.report(progressed(first.lease(), "polishing", 0));
        last = assertGrown(id, last);
        store.report(progressed(first.lease(), "polishing", 1));
        last = assertGrown(id, last);
        store.report(in(first.lease(), "saving", 1));
        last = assertGrown(id, last);
        store.report(failed(first.lease(), "no luck"));
        last = assertGrown(id, last);
        final ClaimedJob second = worker().claimOne();
        last = assertGrown(id, last);
        store.report(released(second.lease()));
        last = assertGrown(id, last);
        final TestWorker lost = worker();
        final ClaimedJob third = lost.claimOne();
        last = assertGrown(id, last);
        lost.vanishes(third.lease());
        store.recover();
        last = assertGrown(id, last);
        final ClaimedJob fourth = worker().claimOne();
        last = assertGrown(id, last);
        store.cancel(id);
        last = assertGrown(id, last);
        store.report(released(fourth.lease()));
        assertGrown(id, last);
    }

    @Test
    final void everyEndMakesTheRevisionGrow() {
        submit(3);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(2);
        final JobId pending = store.list(JobQuery.all().withStatuses(JobStatus.PENDING))
                .get(0)
                .id();

        store.report(completed(claimed.get(0).lease(), "1"));
        store.report(failedForGood(claimed.get(1).lease(), "no luck"));
        store.cancel(pending);

        assertGrown(claimed.get(0).job().id(), claimed.get(0).job().revision());
        assertGrown(claimed.get(1).job().id(), claimed.get(1).job().revision());
        assertGrown(pending, 1);
    }

    @Test
    final void whatIsRefusedLeavesTheRevision() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));
        final long last = job(claimed).revision();

        store.report(progressed(claimed.lease(), "saving", 5));
        store.report(completed(claimed.lease(), "1"));
        store.report(failed(claimed.lease(), "too late"));
        store.cancel(claimed.job().id());
        store.recover();
        store.prune(Duration.ofHours(1), 10);

        assertThat(job(claimed).revision()).isEqualTo(last);
    }

    private long assertGrown(final JobId id, final long last) {
        final JobPollResponse answer = store.poll(id).orElseThrow();
        assertThat(answer.job().revision()).isGreaterThan(last);
        return answer.job().revision();
    }

    @Test
    final void theTimesOfStagesComeBackAsTheyWereReported() {
        final ClaimedJob claimed = processing();
        final JobId id = claimed.job().id();
        final List<StageTime> times = List.of(
                new StageTime("downloading \"ä\"", Duration.ofMillis(1_234)), new StageTime("decoding", Duration.ZERO));

        store.report(progressed(claimed.lease(), "decoding", 0).withStageTimes(times.subList(0, 1)));
        store.report(progressed(claimed.lease(), "saving", 0).withStageTimes(times));
        store.report(progressed(claimed.lease(), "saving", 50));

        assertThat(job(id).stageTimes()).isEqualTo(times);
        assertThat(store.poll(id).orElseThrow().job().stageTimes()).isEqualTo(times);
        assertThat(store.list(JobQuery.all()).get(0).stageTimes()).isEmpty();
    }

    @Test
    final void theTimesOfStagesAreKeptUntilTheNextAttemptBegins() {
        final ClaimedJob claimed = processing();
        final List<StageTime> times = List.of(new StageTime("downloading", Duration.ofDays(300)));
        store.report(progressed(claimed.lease(), "decoding", 0).withStageTimes(times));

        store.report(failed(claimed.lease(), "again"));
        assertThat(job(claimed).stageTimes()).isEqualTo(times);
        final ClaimedJob second = worker().claimOne();
        assertThat(second.job().stageTimes()).isEmpty();
        assertThat(job(second).stageTimes()).isEmpty();
        store.report(List.of(
                progressed(second.lease(), "decoding", 0).withStageTimes(times), completed(second.lease(), "1")));

        assertThat(job(second).stageTimes()).isEqualTo(times);
    }
}
