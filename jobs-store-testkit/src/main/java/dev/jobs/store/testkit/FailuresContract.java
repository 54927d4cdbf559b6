package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.FailureGroup;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.JobCount;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of the recent failures: each failed job counts once, by its type and the first line of its error. */
abstract class FailuresContract extends ContractFixture {
    FailuresContract(final JobStoreContract contract) {
        super(contract);
    }

    private Failures failures() {
        return store.failures(Instant.EPOCH);
    }

    /** Lets a job of this type fail, and waits until the store's clock has gone on. */
    private JobId failed(final String type, final String error) {
        final JobId id = store.submit(request(type).build());
        final ClaimedJob claimed = worker().claimOne();
        store.report(failedForGood(claimed.lease(), error));
        final Instant end = job(id).finishedAt().orElseThrow();
        Await.until("the store's clock has gone on", () -> store.overview().at().isAfter(end.plusMillis(1)));
        return id;
    }

    @Test
    final void onlyJobsThatHaveFailedForGoodAreFailures() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        store.cancel(submit());
        final ClaimedJob again = processing();
        store.report(failed(again.lease(), "busy"));

        assertThat(failures().groups()).isEmpty();
        assertThat(failures().jobs().jobs()).isZero();
        assertThat(failures().jobs().precision()).isEqualTo(JobCount.Precision.EXACT);
    }

    @Test
    final void failuresAreGroupedByTypeAndFirstLineTheNewestFirst() {
        final JobId first = failed(TYPE, "disk full\nat a");
        failed(OTHER_TYPE, "disk full");
        final JobId last = failed(TYPE, "disk full\r\nat b");
        final JobId other = failed(TYPE, "disk full of it");

        final List<FailureGroup> groups = failures().groups();

        assertThat(failures().jobs().jobs()).isEqualTo(4);
        assertThat(groups)
                .extracting(FailureGroup::type, FailureGroup::line, FailureGroup::jobs)
                .containsExactly(
                        tuple(TYPE, "disk full of it", 1L),
                        tuple(TYPE, "disk full", 2L),
                        tuple(OTHER_TYPE, "disk full", 1L));
        assertThat(groups.get(0).newest()).isEqualTo(other);
        assertThat(groups.get(1))
                .returns(last, FailureGroup::newest)
                .returns(job(last).finishedAt().orElseThrow(), FailureGroup::last)
                .returns(job(first).finishedAt().orElseThrow(), FailureGroup::first);
    }

    @Test
    final void onlyFailuresOfTheTimeAskedForAreTold() {
        failed(TYPE, "early");
        final JobId late = failed(TYPE, "late");
        final Instant end = job(late).finishedAt().orElseThrow();

        assertThat(store.failures(end).groups()).singleElement().returns("late", FailureGroup::line);
        assertThat(store.failures(end.plusMillis(1)).groups()).isEmpty();
        assertThat(store.failures(Instant.MIN).groups()).hasSize(2);
    }

    @Test
    final void theFirstLineIsTheFirstThatSaysSomethingAndNotTooLong() {
        failed(TYPE, " \n  why \n because");
        failed(TYPE, "x".repeat(5_000));

        assertThat(failures().groups()).extracting(FailureGroup::line).containsExactly("x".repeat(300), "why");
    }
}
