package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of a pruning: it deletes jobs that finished long enough ago, the oldest first, and no others. */
abstract class PruneContract extends ContractFixture {
    PruneContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void onlyFinishedJobsArePruned() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final ClaimedJob failed = processing();
        store.report(failedForGood(failed.lease(), "for good"));
        final JobId cancelled = submit();
        store.cancel(cancelled);
        final ClaimedJob processing = processing();
        final JobId pending = submit();

        pruneAll(3);

        assertThat(store.find(List.of(
                        complete.job().id(),
                        failed.job().id(),
                        cancelled,
                        processing.job().id(),
                        pending)))
                .containsOnlyKeys(processing.job().id(), pending);
        assertThat(store.list(JobQuery.all())).hasSize(2);
        assertThat(store.overview().workloads())
                .singleElement()
                .returns(1L, Workload::running)
                .returns(1L, workload -> workload.startable().jobs());
    }

    @Test
    final void aCancelledJobIsKeptUntilItIsReleased() {
        final ClaimedJob stopping = processing();
        store.cancel(stopping.job().id());
        final JobId clock = submit();
        store.cancel(clock);

        pruneAll(1);
        assertThat(store.find(clock)).isEmpty();
        assertThat(job(stopping).isStopping()).isTrue();
        store.report(released(stopping.lease()));
        pruneAll(1);
        assertThat(store.find(stopping.job().id())).isEmpty();
    }

    @Test
    final void aJobThatFinishedTooRecentlyIsKept() {
        final JobId id = submit();
        store.cancel(id);

        assertThat(store.prune(Duration.ofHours(1), 10)).isZero();
        assertThat(store.prune(Duration.ofSeconds(Long.MAX_VALUE), 10)).isZero();
        assertThat(store.find(id)).isPresent();
    }

    @Test
    final void theOldestArePrunedFirstAndNoMoreThanTheLimit() {
        final List<JobId> ids = submit(10);
        final List<JobId> finished = new ArrayList<>();
        for (final int i : new int[] {7, 2, 9, 0, 4}) {
            store.cancel(ids.get(i));
            finished.add(ids.get(i));
            // The next one is to finish later, by the store's clock.
            final var before = job(ids.get(i)).finishedAt().orElseThrow();
            Await.until(
                    "the store's clock has gone on",
                    () -> job(submit()).createdAt().isAfter(before));
        }

        Await.until("two jobs are pruned", () -> store.prune(Duration.ZERO, 2) == 2);

        assertThat(store.find(finished)).containsOnlyKeys(finished.subList(2, 5));
        pruneAll(3);
    }

    @Test
    final void pruningAgainFindsNoMore() {
        submit(25).forEach(store::cancel);

        Await.until("the jobs are old enough", () -> store.prune(Duration.ZERO, 10) == 10);
        pruneAll(15);
        assertThat(store.list(JobQuery.all())).isEmpty();
    }

    @Test
    final void aNegativeAgeAndALimitBelowOneAreRefused() {
        assertThatThrownBy(() -> store.prune(Duration.ofMillis(-1), 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.prune(Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
