package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of a list, pages that follow each other, whatever comes and goes meanwhile. */
abstract class ListContract extends ContractFixture {
    ListContract(final JobStoreContract contract) {
        super(contract);
    }

    private List<JobId> listed(final JobQuery query) {
        return store.list(query).stream().map(Job::id).toList();
    }

    @Test
    final void jobsAreListedTheHighestIdFirst() {
        final List<JobId> ids = submit(50);

        final List<Job> jobs = store.list(JobQuery.all());

        assertThat(jobs).extracting(Job::id).isEqualTo(newestFirst(ids));
        assertThat(jobs)
                .allSatisfy(job -> assertThat(job).isEqualTo(job(job.id()).withoutPayload()));
    }

    @Test
    final void aListHasNeitherPayloadsNorResults() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));

        assertThat(store.list(JobQuery.all()))
                .singleElement()
                .returns(claimed.job().id(), Job::id)
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(Optional.empty(), Job::payload)
                .returns(Optional.empty(), Job::result);
    }

    @Test
    final void pagesFollowEachOtherWithoutGapOrRepeat() {
        final List<JobId> ids = submit(100);

        for (final int size : List.of(1, 7, 99, 100, 101, 1_000)) {
            assertThat(allPages(store, JobQuery.all().withPageSize(size), () -> {}))
                    .as("pages of %d", size)
                    .isEqualTo(newestFirst(ids));
        }
    }

    @Test
    final void whileJobsComeAndGoThoseThatStayAreListedOnce() {
        final List<JobId> staying = submit(60);
        final List<JobId> leaving = submit(20);
        leaving.forEach(store::cancel);

        final List<JobId> seen = allPages(store, JobQuery.all().withPageSize(9), () -> {
            submit(5);
            store.prune(Duration.ZERO, 3);
        });

        assertThat(seen).doesNotHaveDuplicates().containsAll(staying).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    final void aPageFollowsAJobThatIsGone() {
        final List<JobId> ids = newestFirst(submit(5));
        store.cancel(ids.get(2));
        Await.until("the job is pruned", () -> store.prune(Duration.ZERO, 10) == 1);

        assertThat(listed(JobQuery.all().after(ids.get(2)))).isEqualTo(ids.subList(3, 5));
        assertThat(listed(JobQuery.all().after(ids.get(4)))).isEmpty();
    }

    @Test
    final void jobsAreListedByOwnerTypeAndQueue() {
        final JobId anns = store.submit(request().owner("ann").build());
        final JobId annsOther = store.submit(request(OTHER_TYPE).owner("ann").build());
        final JobId bobs =
                store.submit(request().owner("bob").queue(OTHER_QUEUE).build());
        final JobId nobodys = submit();

        assertThat(listed(JobQuery.ofOwner("ann"))).containsExactlyInAnyOrder(anns, annsOther);
        assertThat(listed(JobQuery.ofOwner("Ann"))).isEmpty();
        assertThat(listed(JobQuery.all().withTypes(TYPE))).containsExactlyInAnyOrder(anns, bobs, nobodys);
        assertThat(listed(JobQuery.all().withTypes(TYPE, OTHER_TYPE))).hasSize(4);
        assertThat(listed(JobQuery.all().withQueues(OTHER_QUEUE))).containsExactly(bobs);
        assertThat(listed(JobQuery.ofOwner("ann").withTypes(OTHER_TYPE).withQueues(QUEUE)))
                .containsExactly(annsOther);
        assertThat(listed(JobQuery.ofOwner("ann").withQueues(OTHER_QUEUE))).isEmpty();
    }

    @Test
    final void jobsAreListedByStatus() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final ClaimedJob failed = processing();
        store.report(failedForGood(failed.lease(), "for good"));
        final ClaimedJob stopping = processing();
        store.cancel(stopping.job().id());
        final ClaimedJob processing = processing();
        final JobId pending = submit();
        final JobQuery all = JobQuery.all();

        assertThat(listed(all.withStatuses(JobStatus.PENDING))).containsExactly(pending);
        assertThat(listed(all.withStatuses(JobStatus.PROCESSING)))
                .containsExactly(processing.job().id());
        assertThat(listed(all.withStatuses(JobStatus.COMPLETE)))
                .containsExactly(complete.job().id());
        assertThat(listed(all.withStatuses(JobStatus.FAILED)))
                .containsExactly(failed.job().id());
        assertThat(listed(all.withStatuses(JobStatus.CANCELLED)))
                .containsExactly(stopping.job().id());
        assertThat(listed(all.withStatuses(JobStatus.PENDING, JobStatus.FAILED)))
                .containsExactlyInAnyOrder(pending, failed.job().id());
        assertThat(listed(all.withStatuses(JobStatus.values()))).hasSize(5);
    }

    @Test
    final void pagesOfAFilteredListAreFull() {
        final List<JobId> wanted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            wanted.add(store.submit(request().owner("ann").build()));
            store.submit(request().owner("bob").build());
        }

        assertThat(store.list(JobQuery.ofOwner("ann").withPageSize(10))).hasSize(10);
        assertThat(allPages(store, JobQuery.ofOwner("ann").withPageSize(3), () -> {}))
                .isEqualTo(newestFirst(wanted));
    }

    @Test
    final void anEmptyStoreHasNothingToList() {
        assertThat(store.list(JobQuery.all())).isEmpty();
    }
}
