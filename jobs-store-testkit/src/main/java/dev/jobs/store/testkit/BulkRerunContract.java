package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.RerunStep;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of running many jobs again: each that matches, has ended and was not run again, once, step by step. */
abstract class BulkRerunContract extends ContractFixture {
    private static final JobQuery FAILED = JobQuery.all().withStatuses(JobStatus.FAILED);

    BulkRerunContract(final JobStoreContract contract) {
        super(contract);
    }

    private List<JobId> failed(final int jobs) {
        final List<JobId> ids = submit(jobs);
        for (final ClaimedJob claimed : worker().claim(jobs)) {
            store.report(failedForGood(claimed.lease(), "for good"));
        }
        return ids;
    }

    private static JobSearch search(final JobQuery query) {
        return JobSearch.builder(query).build();
    }

    private List<Job> pending() {
        return store.list(JobQuery.all().withStatuses(JobStatus.PENDING));
    }

    /** Follows the cursors to the end. */
    private int rerunAll(final JobSearch search) {
        RerunStep step = store.rerunAll(search);
        int reruns = step.reruns();
        while (step.next().isPresent()) {
            step = store.rerunAll(search.from(step.next().get()));
            reruns += step.reruns();
        }
        return reruns;
    }

    @Test
    final void allThatMatchRunAgainOnce() {
        final List<JobId> ids = failed(10);

        assertThat(rerunAll(search(FAILED.withPageSize(3)))).isEqualTo(10);

        assertThat(pending())
                .extracting(Job::rerunOf)
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(Optional::of).toList());
    }

    @Test
    final void aStepRunsNoMoreThanAPageAgain() {
        failed(5);

        final RerunStep step = store.rerunAll(search(FAILED.withPageSize(2)));

        assertThat(step).returns(2, RerunStep::reruns).returns(FoundJobs.End.FULL, RerunStep::end);
        assertThat(pending()).hasSize(2);
    }

    @Test
    final void aRepeatRunsNothingAgain() {
        failed(4);
        rerunAll(search(FAILED));

        assertThat(rerunAll(search(FAILED))).isZero();
        worker().claim(4).forEach(claimed -> store.report(completed(claimed.lease(), "1")));
        assertThat(rerunAll(search(FAILED))).isZero();
        assertThat(pending()).isEmpty();
    }

    @Test
    final void aRerunThatHasFailedIsRunAgainItself() {
        failed(1);
        rerunAll(search(FAILED));
        store.report(failedForGood(worker().claimOne().lease(), "again"));

        assertThat(rerunAll(search(FAILED))).isEqualTo(1);
        assertThat(pending()).hasSize(1);
    }

    @Test
    final void whatHasNotEndedIsLeftOut() {
        submit(3);
        final ClaimedJob stopping = worker().claimOne();
        store.cancel(stopping.job().id());
        worker().claimOne();

        assertThat(rerunAll(search(JobQuery.all()))).isZero();
        assertThat(store.list(JobQuery.all())).hasSize(3);
    }

    @Test
    final void whatDoesNotMatchIsLeftOut() {
        failed(2);
        store.cancel(submit());

        assertThat(rerunAll(search(FAILED.withTypes(OTHER_TYPE)))).isZero();
        assertThat(rerunAll(search(JobQuery.all().withStatuses(JobStatus.CANCELLED))))
                .isEqualTo(1);
        assertThat(pending()).hasSize(1);
    }
}
