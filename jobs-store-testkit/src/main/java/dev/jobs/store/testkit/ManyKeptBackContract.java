package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.WaitReason;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The promises of thousands of jobs that are kept back at the head of a queue: those behind them start with the next claim, whether any claim
 * has met the others yet or not, and the others start in their order when there is room.
 */
abstract class ManyKeptBackContract extends LimitFixture {
    /** More than a store could look at one by one in a claim. */
    private static final int MANY = 8_000;

    ManyKeptBackContract(final JobStoreContract contract) {
        super(contract);
    }

    private void requireThatOneBehindStarts() {
        final JobId behind = submit();
        assertThat(ids(worker().claim(1))).containsExactly(behind);
    }

    @Test
    final void aJobBehindManyThatAreSubmittedToAFullKeyStartsWithTheNextClaim() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(KEY);
        worker().claimOne();

        submitLimited(MANY, KEY);

        requireThatOneBehindStarts();
    }

    @Test
    final void aJobBehindManyStartsWithTheNextClaimIfTheLimitIsNewerThanThey() {
        final List<JobId> kept = submitLimited(MANY, KEY, OTHER_KEY);

        store.setLimit(Limit.atOnce(KEY, 0));

        requireThatOneBehindStarts();
        assertThat(waiting(kept.get(0)).reason()).isEqualTo(WaitReason.LIMIT_REACHED);
    }

    @Test
    final void aJobBehindManyOfAPausedOwnerStartsWithTheNextClaim() {
        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        store.submit(Collections.nCopies(MANY, request().owner("ann").build()));

        store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());

        requireThatOneBehindStarts();
    }

    @Test
    final void aJobBehindManyOfAPausedKeyStartsWithTheNextClaim() {
        submitLimited(MANY, KEY);

        store.pause(PauseRequest.builder(PauseTarget.limitKey(KEY)).build());

        requireThatOneBehindStarts();
    }

    @Test
    final void aJobBehindManyThatWaitForTheNextStartOfARateStartsWithTheNextClaim() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofHours(1)).build());
        final List<JobId> kept = submitLimited(MANY, KEY);
        assertThat(ids(worker().claim(1))).containsExactly(kept.get(0));

        requireThatOneBehindStarts();
    }

    @Test
    final void aJobBehindManyOfManyFullKeysStartsWithTheNextClaim() {
        final List<JobRequest> requests = IntStream.range(0, MANY)
                .mapToObj(i -> limited("tenant:" + i % 200).build())
                .toList();
        store.submit(requests);
        store.setLimit(Limit.atOnce("tenant:*", 0));

        requireThatOneBehindStarts();
    }

    @Test
    final void manyThatWereKeptBackStartInTheirOrderWhenThereIsRoom() {
        final List<JobId> kept = submitLimited(MANY, KEY);
        store.setLimit(Limit.atOnce(KEY, 0));
        requireThatOneBehindStarts();
        final JobId urgent = store.submit(limited(KEY).priority(3).build());
        final TestWorker worker = worker();

        store.setLimit(Limit.atOnce(KEY, 3));

        final List<JobId> started = new ArrayList<>();
        final List<ClaimedJob> running = new ArrayList<>();
        Await.until("some have started, three at once", () -> {
            running.addAll(worker.claim(10));
            started.addAll(ids(running));
            assertThat(running).hasSizeLessThanOrEqualTo(3);
            running.forEach(this::complete);
            running.clear();
            return started.size() >= 30;
        });
        final List<JobId> inOrder = new ArrayList<>(List.of(urgent));
        inOrder.addAll(kept.subList(0, started.size() - 1));
        assertThat(started).isEqualTo(inOrder);
    }
}
