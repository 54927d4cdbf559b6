package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.ClaimedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of a queue position: 1 for the job that starts next in its queue, and exact up to 1,000. */
abstract class QueuePositionContract extends ContractFixture {
    QueuePositionContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int EXACT = 1_000;
    private static final int MANY = 20_000;

    @Test
    final void theJobThatStartsNextHasPositionOne() {
        final JobId first = submit();
        final JobId second = submit();

        assertThat(QueuePositions.of(store, first)).hasValue(1);
        assertThat(QueuePositions.of(store, second)).hasValue(2);
    }

    @Test
    final void everyQueueCountsItsOwnJobsOfAllTypes() {
        final JobId one = store.submit(request(TYPE).queue(QUEUE).build());
        final JobId other = store.submit(request(TYPE).queue(OTHER_QUEUE).build());
        final JobId two = store.submit(request(OTHER_TYPE).queue(QUEUE).build());
        final JobId three = store.submit(request("unheard-of").queue(QUEUE).build());

        assertThat(QueuePositions.of(store, List.of(one, other, two, three)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(one, 1L, other, 1L, two, 2L, three, 3L));
    }

    @Test
    final void aHigherPriorityIsAhead() {
        final JobId low = store.submit(request().priority(-5).build());
        final JobId normal = submit();
        final JobId high = store.submit(request().priority(5).build());

        assertThat(QueuePositions.of(store, List.of(low, normal, high)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(high, 1L, normal, 2L, low, 3L));
    }

    @Test
    final void onlyAPendingJobThatIsDueHasAPosition() {
        final JobId processing = processing().job().id();
        final ClaimedJob ended = processing();
        store.report(completed(ended.lease(), "1"));
        final JobId cancelled = submit();
        store.cancel(cancelled);
        final JobId scheduled = store.submit(request()
                .priority(9)
                .dueAt(Instant.now().plus(Duration.ofHours(5)))
                .build());
        final JobId waiting = submit();

        assertThat(QueuePositions.of(
                        store, List.of(processing, ended.job().id(), cancelled, scheduled, waiting, JobId.random())))
                .containsExactlyInAnyOrderEntriesOf(Map.of(waiting, 1L));
        assertThat(QueuePositions.of(store, List.of())).isEmpty();
    }

    @Test
    final void thePositionFallsAsJobsAheadLeave() {
        final List<JobId> ids = submit(30);
        final JobId last = ids.get(29);

        ids.subList(5, 15).forEach(store::cancel);
        assertThat(QueuePositions.of(store, last)).as("10 ahead were cancelled").hasValue(20);
        worker().claim(7);
        assertThat(QueuePositions.of(store, last)).as("7 ahead were claimed").hasValue(13);
        assertThat(QueuePositions.of(store, ids.get(17))).hasValue(1);
    }

    @Test
    final void thePositionRisesWhenAMoreUrgentJobComesAndWhenOneIsHandedBack() {
        submit();
        final JobId id = submit();
        final ClaimedJob first = worker().claimOne();
        assertThat(QueuePositions.of(store, id)).hasValue(1);

        store.submit(request().priority(1).build());
        store.report(released(first.lease()));

        assertThat(QueuePositions.of(store, id)).hasValue(3);
    }

    @Test
    final void positionsAreTheOrderInWhichJobsAreClaimed() {
        final List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(store.submit(
                    request(i % 2 == 0 ? TYPE : OTHER_TYPE).priority(i * 7 % 5).build()));
        }
        final Map<JobId, Long> positions = QueuePositions.of(store, ids);

        final List<JobId> claimed = ids(worker().claim(100));

        final Map<JobId, Long> order = new HashMap<>();
        claimed.forEach(id -> order.put(id, order.size() + 1L));
        assertThat(positions).isEqualTo(order);
    }

    @Test
    final void positionsAreExactUpToAThousand() {
        final List<JobId> ids = submit(EXACT);

        final Map<JobId, Long> positions = QueuePositions.of(store, ids);

        for (int i = 0; i < EXACT; i++) {
            assertThat(positions).containsEntry(ids.get(i), i + 1L);
        }
    }

    @Test
    @Tag("slow")
    final void withManyThousandsWaitingPositionsBecomeExactAndClaimFindAndCancelAreRight() {
        final List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.addAll(store.submit(Collections.nCopies(MANY / 4, request().build())));
        }
        final JobId last = ids.get(MANY - 1);

        assertThat(QueuePositions.of(store, last).orElseThrow()).isPositive();
        awaitPosition(last, MANY);
        assertThat(QueuePositions.of(store, ids.get(EXACT - 1))).hasValue(EXACT);
        ids.subList(0, 10).forEach(store::cancel);
        assertThat(QueuePositions.of(store, ids.get(EXACT - 1))).hasValue(EXACT - 10);
        assertThat(ids(worker().claim(500))).isEqualTo(ids.subList(10, 510));
        assertThat(QueuePositions.of(store, ids.get(EXACT - 1))).hasValue(EXACT - 510);
        awaitPosition(last, MANY - 510);
        assertThat(store.find(Set.copyOf(ids))).hasSize(MANY);
    }

    private void awaitPosition(final JobId id, final long position) {
        Await.until(
                "the position of job " + id + " is " + position,
                () -> QueuePositions.of(store, id).equals(OptionalLong.of(position)));
    }

    @Test
    final void onePollAnswersStatusAndPosition() {
        final JobId first = submit();
        final JobId second = submit();
        final ClaimedJob claimed = worker().claimOne();

        assertThat(store.poll(second).orElseThrow())
                .returns(job(second).withoutPayload(), JobPollResponse::job)
                .returns(OptionalLong.of(1), JobPollResponse::queuePosition);
        assertThat(store.poll(first).orElseThrow())
                .returns(job(claimed).withoutPayload(), JobPollResponse::job)
                .returns(OptionalLong.empty(), JobPollResponse::queuePosition);
        assertThat(store.poll(JobId.random())).isEmpty();
    }
}
