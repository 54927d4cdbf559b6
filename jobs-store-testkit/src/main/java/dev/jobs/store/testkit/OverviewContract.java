package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.JobCount.Precision;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of the overview: what has not ended, by queue and type, and since when it could have started. */
abstract class OverviewContract extends ContractFixture {
    private static final Duration LATER = Duration.ofHours(1);

    OverviewContract(final JobStoreContract contract) {
        super(contract);
    }

    private Optional<Workload> find(final String queue, final String type) {
        return store.overview().workloads().stream()
                .filter(workload ->
                        workload.queue().equals(queue) && workload.type().equals(type))
                .findFirst();
    }

    private Workload workload(final String queue, final String type) {
        return find(queue, type).orElseThrow(() -> new AssertionError("nothing of " + type + " in " + queue));
    }

    private static Instant startableSince(final Job job) {
        return job.dueAt().isAfter(job.createdAt()) ? job.dueAt() : job.createdAt();
    }

    @Test
    final void anEmptyStoreHasNoWorkloads() {
        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    final void jobsThatHaveNotEndedAreCountedByQueueAndType() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        processing();
        submit(3);
        store.submit(request(OTHER_TYPE).build());
        store.submit(request(OTHER_TYPE).queue(OTHER_QUEUE).build());
        store.cancel(submit());
        store.submit(request().delay(LATER).build());
        store.submit(request(OTHER_TYPE).priority(9).build());
        store.cancel(worker().claimOne().job().id());

        assertThat(store.overview().workloads()).hasSize(3);
        assertThat(workload(QUEUE, TYPE))
                .returns(3L, found -> found.startable().jobs())
                .returns(1L, found -> found.scheduled().jobs())
                .returns(0L, found -> found.declined().jobs())
                .returns(1L, Workload::running)
                .returns(0L, Workload::stopping);
        assertThat(workload(QUEUE, OTHER_TYPE))
                .returns(1L, found -> found.startable().jobs())
                .returns(0L, Workload::running)
                .returns(1L, Workload::stopping);
        assertThat(workload(OTHER_QUEUE, OTHER_TYPE))
                .returns(1L, found -> found.startable().jobs());
    }

    @Test
    final void aJobThatIsTriedAgainLaterIsScheduledMeanwhile() {
        final ClaimedJob claimed = processing();

        store.report(Report.failed(claimed.lease(), "busy", LATER));

        assertThat(workload(QUEUE, TYPE))
                .returns(0L, found -> found.startable().jobs())
                .returns(1L, found -> found.scheduled().jobs())
                .returns(Optional.empty(), Workload::oldestStartable);
    }

    @Test
    final void countsAreOfTheStoresTime() {
        final JobId id = submit();

        final JobCount startable = workload(QUEUE, TYPE).startable();

        assertThat(startable.precision()).isEqualTo(Precision.EXACT);
        assertThat(startable.asOf())
                .isBetween(job(id).createdAt(), job(submit()).createdAt());
        assertThat(store.overview().at()).isAfterOrEqualTo(startable.asOf());
    }

    @Test
    final void theOldestStartableJobIsTheOneThatHasBeenDueLongest() {
        final JobId again = submit();
        final ClaimedJob claimed = worker().claimOne();
        final Job waiting = job(submit());
        Await.until(
                "the store's clock has gone on", () -> job(submit()).createdAt().isAfter(startableSince(waiting)));
        // It starts before the others, and has waited less long.
        store.report(failed(claimed.lease(), "busy"));
        store.submit(request().priority(5).build());
        store.submit(request().delay(LATER).build());

        assertThat(job(again).dueAt()).isAfter(startableSince(waiting));
        assertThat(workload(QUEUE, TYPE).oldestStartable()).contains(startableSince(waiting));
    }

    @Test
    final void theOldestStartableJobIsFoundBehindHundredsOfAHigherPriority() {
        final Job oldest = job(submit());
        for (int i = 0; i < 3; i++) {
            final int priority = i + 1;
            store.submit(IntStream.range(0, 150)
                    .mapToObj(any -> request().priority(priority).build())
                    .toList());
        }

        assertThat(workload(QUEUE, TYPE))
                .returns(451L, found -> found.startable().jobs())
                .returns(Optional.of(startableSince(oldest)), Workload::oldestStartable);
    }

    @Test
    final void aJobThatWorkersHaveDeclinedIsNotAmongThoseThatMayStart() {
        final ClaimedJob claimed = processing();

        store.report(Report.declined(claimed.lease(), LATER));

        assertThat(workload(QUEUE, TYPE))
                .returns(0L, found -> found.startable().jobs())
                .returns(1L, found -> found.declined().jobs())
                .returns(Optional.empty(), Workload::oldestStartable);
    }

    @Test
    final void aTypeThatNoLiveWorkerHandlesInItsQueueSaysSinceWhenItWaits() {
        final Job waiting = job(submit());
        worker(Set.of(OTHER_TYPE), Set.of(QUEUE));
        worker(Set.of(TYPE), Set.of(OTHER_QUEUE));

        assertThat(workload(QUEUE, TYPE).unhandledSince()).contains(startableSince(waiting));
        assertThat(store.overview().unhandled()).extracting(Workload::type).containsExactly(TYPE);
        final TestWorker able = worker(Set.of(TYPE), Set.of(QUEUE));
        assertThat(workload(QUEUE, TYPE).unhandledSince()).isEmpty();
        able.vanishes();
        assertThat(workload(QUEUE, TYPE).unhandledSince()).contains(startableSince(waiting));
    }

    @Test
    final void whatIsNotDueYetIsNotUnhandled() {
        store.submit(request().delay(LATER).build());

        assertThat(store.overview().workloads()).hasSize(1);
        assertThat(store.overview().unhandled()).isEmpty();
    }

    @Test
    final void tenThousandAndMoreAreALowerBoundThatASnapshotSoonMakesBetter() {
        final int jobs = (int) JobCount.EXACT_UP_TO + 500;
        submit(jobs);

        final JobCount atOnce = workload(QUEUE, TYPE).startable();

        assertThat(atOnce.jobs()).isBetween(JobCount.EXACT_UP_TO, (long) jobs);
        assertThat(atOnce.precision() == Precision.EXACT).isEqualTo(atOnce.jobs() == jobs);
        Await.until(
                "all of them are counted",
                () -> workload(QUEUE, TYPE).startable().jobs() == jobs);
    }
}
