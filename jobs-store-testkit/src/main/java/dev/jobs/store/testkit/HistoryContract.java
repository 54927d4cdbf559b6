package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeHistogram;
import dev.jobs.store.operations.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of the history: all that happens is counted once, by queue, type and time, whatever becomes of the jobs. */
abstract class HistoryContract extends ContractFixture {
    private static final Duration AGES = Duration.ofHours(2);
    private static final Duration SOME_TIME = Duration.ofMillis(50);

    HistoryContract(final JobStoreContract contract) {
        super(contract);
    }

    private HistoryQuery now(final Duration step) {
        final Instant at = store.overview().at();
        return new HistoryQuery(new TimeRange(at.minus(AGES), at.plus(AGES)), step);
    }

    /** The events of the jobs of this queue and type in these hours, in all steps. */
    private Activity activity(final String queue, final String type) {
        final HistoryQuery query = now(Duration.ofHours(1));
        return store.history(query).activities().stream()
                .filter(activity ->
                        activity.queue().equals(queue) && activity.type().equals(type))
                .reduce(Activity.builder(queue, type, query.range().from()).build(), Activity::plus);
    }

    private void goOn(final Duration time) {
        final Instant end = store.overview().at().plus(time);
        Await.until("the store's clock has gone on", () -> store.overview().at().isAfter(end));
    }

    private ClaimedJob claimedBy(final TestWorker worker) {
        submit();
        return worker.claimOne();
    }

    @Test
    final void nothingHasHappenedInANewStore() {
        assertThat(store.history(now(Duration.ofMinutes(1))).activities()).isEmpty();
    }

    @Test
    final void submissionsStartsAndEndsAreCountedByQueueAndType() {
        submit(3);
        store.submit(request(OTHER_TYPE).queue(OTHER_QUEUE).build());
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));
        store.report(completed(worker.claimOne().lease(), "1"));
        store.report(failedForGood(worker.claimOne().lease(), "for good"));
        final ClaimedJob stopping = worker.claimOne();
        store.cancel(stopping.job().id());

        assertThat(activity(QUEUE, TYPE))
                .returns(3L, Activity::submitted)
                .returns(3L, Activity::started)
                .returns(1L, Activity::completed)
                .returns(1L, Activity::failed)
                .returns(0L, Activity::cancelled);
        store.report(released(stopping.lease()));
        assertThat(activity(QUEUE, TYPE).cancelled()).isEqualTo(1);
        assertThat(activity(OTHER_QUEUE, OTHER_TYPE))
                .returns(1L, Activity::submitted)
                .returns(0L, Activity::started);
        assertThat(activity(QUEUE, OTHER_TYPE).submitted()).isZero();
    }

    @Test
    final void aJobThatIsTriedAgainStartsTwiceAndEndsOnce() {
        final ClaimedJob first = processing();
        store.report(failed(first.lease(), "busy"));
        store.report(completed(worker().claimOne().lease(), "1"));

        assertThat(activity(QUEUE, TYPE))
                .returns(1L, Activity::submitted)
                .returns(2L, Activity::started)
                .returns(1L, Activity::completed)
                .returns(0L, Activity::failed);
    }

    @Test
    final void aRepeatedSubmissionAndARepeatedReportCountOnce() {
        store.submit(request().idempotencyKey("once").build());
        store.submit(request().idempotencyKey("once").build());
        final ClaimedJob claimed = worker().claimOne();
        store.report(completed(claimed.lease(), "1"));
        store.report(completed(claimed.lease(), "1"));

        assertThat(activity(QUEUE, TYPE)).returns(1L, Activity::submitted).returns(1L, Activity::completed);
    }

    @Test
    final void endsThatNoReportBringsAreCountedToo() {
        store.cancel(submit());
        final TestWorker vanishing = worker();
        store.submit(request().maxAttempts(1).build());
        vanishing.vanishes(vanishing.claimOne().lease());
        store.recover();
        final TestWorker forgetting = worker();
        final ClaimedJob forgotten = claimedBy(forgetting);
        store.cancel(forgotten.job().id());
        forgetting.lives();

        assertThat(activity(QUEUE, TYPE)).returns(2L, Activity::cancelled).returns(1L, Activity::failed);
    }

    @Test
    final void whatIsDeletedOrPrunedStaysCounted() {
        final JobId id = submit();
        store.cancel(id);
        assertThat(activity(QUEUE, TYPE).cancelled()).isEqualTo(1);

        store.delete(id);

        assertThat(activity(QUEUE, TYPE)).returns(1L, Activity::submitted).returns(1L, Activity::cancelled);
    }

    @Test
    final void theTimesThatJobsWaitedAndRanAreTold() {
        submit();
        goOn(SOME_TIME);
        final ClaimedJob claimed = worker().claimOne();
        goOn(SOME_TIME);
        goOn(SOME_TIME);
        store.report(completed(claimed.lease(), "1"));

        final Activity activity = activity(QUEUE, TYPE);

        final Job job = job(claimed);
        final Duration waited =
                Duration.between(job.createdAt(), job.startedAt().orElseThrow());
        final Duration ran =
                Duration.between(job.startedAt().orElseThrow(), job.finishedAt().orElseThrow());
        assertThat(activity.waited())
                .isEqualTo(new TimeHistogram.Builder().add(waited).build());
        assertThat(activity.ran())
                .isEqualTo(new TimeHistogram.Builder().add(ran).build());
    }

    @Test
    final void aRetryWaitsSinceItWasDueAgain() {
        submit();
        goOn(SOME_TIME);
        store.report(failed(worker().claimOne().lease(), "busy"));
        final ClaimedJob again = worker().claimOne();

        final Duration waited =
                Duration.between(again.job().dueAt(), again.job().startedAt().orElseThrow());
        assertThat(activity(QUEUE, TYPE).waited().counts().get(TimeHistogram.classOf(waited)))
                .isPositive();
    }

    @Test
    final void onlyTheTimeAskedForIsToldInItsSteps() {
        submit();
        final Instant at = store.overview().at();
        final Duration step = Duration.ofMinutes(15);

        final History history = store.history(now(step));

        assertThat(history.activities()).singleElement().satisfies(activity -> {
            assertThat(activity.from()).isEqualTo(now(step).stepOf(activity.from()));
            assertThat(activity.from()).isBetween(at.minus(step), at.plus(step));
        });
        assertThat(store.history(new HistoryQuery(new TimeRange(at.minus(AGES), at.minus(Duration.ofHours(1))), step))
                        .activities())
                .isEmpty();
        assertThat(store.history(new HistoryQuery(new TimeRange(at.plus(Duration.ofHours(1)), at.plus(AGES)), step))
                        .activities())
                .isEmpty();
    }

    // Stores add minutes up to quarters of an hour and hours, and read long steps by these.
    @Test
    final void theSameMinutesAreToldWhateverTheSteps() {
        submit(2);
        store.report(completed(worker().claimOne().lease(), "1"));
        final Instant minute = store.history(now(Duration.ofMinutes(1))).activities().stream()
                .map(Activity::from)
                .min(Comparator.naturalOrder())
                .orElseThrow();

        for (final int minutes : new int[] {1, 7, 15, 30, 60, 24 * 60}) {
            final Duration step = Duration.ofMinutes(minutes);
            assertThat(within(minute, minute.plus(AGES), step))
                    .as("all of it, in steps of %s", step)
                    .returns(2L, Activity::submitted)
                    .returns(1L, Activity::started)
                    .returns(1L, Activity::completed)
                    .satisfies(activity -> assertThat(activity.ran().total()).isEqualTo(1));
            assertThat(within(minute.minus(AGES), minute, step))
                    .as("the time before, in steps of %s", step)
                    .isEqualTo(Activity.builder(QUEUE, TYPE, Instant.EPOCH).build());
            assertThat(within(minute, minute.plusSeconds(1), step))
                    .as("the first minute, in steps of %s", step)
                    .isEqualTo(within(minute, minute.plusSeconds(1), Duration.ofMinutes(1)));
            assertThat(within(minute.plusSeconds(60), minute.plus(AGES), step))
                    .as("the time after the first minute, in steps of %s", step)
                    .isEqualTo(within(minute.plusSeconds(60), minute.plus(AGES), Duration.ofMinutes(1)));
        }
    }

    private Activity within(final Instant from, final Instant until, final Duration step) {
        return store.history(new HistoryQuery(new TimeRange(from, until), step)).activities().stream()
                .reduce(Activity.builder(QUEUE, TYPE, Instant.EPOCH).build(), Activity::plus);
    }

    @Test
    final void whatTwoProcessesDidIsAddedUp() {
        final JobStore other = secondStore();
        submit(2);
        other.submit(request().build());
        final TestWorker elsewhere = new TestWorker(other, Set.of(TYPE), Set.of(QUEUE));
        elsewhere.lives();
        final ClaimedJob claimed = elsewhere.claimOne();
        other.report(completed(claimed.lease(), "1"));

        elsewhere.lives();

        Await.until("all is counted", () -> activity(QUEUE, TYPE).completed() == 1);
        assertThat(activity(QUEUE, TYPE))
                .returns(3L, Activity::submitted)
                .returns(1L, Activity::started)
                .returns(1L, Activity::completed)
                .satisfies(activity -> assertThat(activity.ran().total()).isEqualTo(1))
                .satisfies(activity -> assertThat(activity.waited().total()).isEqualTo(1));
    }

    @Test
    @Tag("slow")
    final void whatAProcessWithoutAWorkerSubmittedIsWrittenByItself() {
        final JobStore other = secondStore();

        other.submit(request().build());

        Await.until("the submission is counted", () -> activity(QUEUE, TYPE).submitted() == 1);
    }
}
