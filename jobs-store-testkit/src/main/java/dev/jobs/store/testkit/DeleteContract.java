package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.DeleteOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The promises of a deletion: a job that has ended is gone, and no other. */
abstract class DeleteContract extends ContractFixture {
    private static final DeleteOutcome DELETED = new DeleteOutcome.Deleted();
    private static final DeleteOutcome NOT_FOUND = new DeleteOutcome.NotFound();

    DeleteContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void aJobThatHasEndedIsDeletedAndNoOther() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final ClaimedJob failed = processing();
        store.report(failedForGood(failed.lease(), "for good"));
        final JobId cancelled = submit();
        store.cancel(cancelled);
        final JobId pending = submit();

        assertThat(store.delete(complete.job().id())).isEqualTo(DELETED);
        assertThat(store.find(complete.job().id())).isEmpty();
        assertThat(store.list(JobQuery.all())).hasSize(3);
        assertThat(store.delete(failed.job().id())).isEqualTo(DELETED);
        assertThat(store.delete(cancelled)).isEqualTo(DELETED);
        assertThat(store.list(JobQuery.all())).singleElement().returns(pending, job -> job.id());
        assertThat(store.prune(Duration.ZERO, 10)).isZero();
    }

    @Test
    final void aJobThatHasNotEndedIsNotDeleted() {
        final ClaimedJob processing = processing();
        final JobId pending = submit();

        assertThat(store.delete(pending)).isEqualTo(new DeleteOutcome.NotEnded(JobStatus.PENDING));
        assertThat(store.delete(processing.job().id())).isEqualTo(new DeleteOutcome.NotEnded(JobStatus.PROCESSING));
        store.cancel(processing.job().id());
        assertThat(store.delete(processing.job().id())).isEqualTo(new DeleteOutcome.NotEnded(JobStatus.CANCELLED));
        assertThat(store.list(JobQuery.all())).hasSize(2);
        assertThat(job(processing).isStopping()).isTrue();
    }

    @Test
    final void aRepeatFindsNoJob() {
        final JobId id = submit();
        store.cancel(id);
        store.delete(id);

        assertThat(store.delete(id)).isEqualTo(NOT_FOUND);
        assertThat(store.delete(JobId.random())).isEqualTo(NOT_FOUND);
    }

    @Test
    final void theIdempotencyKeyOfADeletedJobIsFreeAgain() {
        final JobId first = store.submit(request().idempotencyKey("once").build());
        store.cancel(first);
        store.delete(first);

        assertThat(store.submit(request().idempotencyKey("once").build())).isNotEqualTo(first);
    }
}
