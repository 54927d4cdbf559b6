package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The promises of a poll: all that those who wait can know, of many jobs at once, and nothing that contradicts the rest. */
abstract class PollContract extends ContractFixture {
    PollContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int MANY = 1_500;

    private JobPollResponse answer(final JobId id) {
        return store.poll(id).orElseThrow(() -> new AssertionError("job " + id + " is gone"));
    }

    private WaitReason reason(final JobId id) {
        return answer(id).waiting().orElseThrow().reason();
    }

    @Test
    final void onePollAnswersForManyJobsAndLeavesOutThoseThatThereAreNot() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final ClaimedJob processing = processing();
        final JobId waiting = submit();
        final JobId elsewhere = store.submit(request().queue(OTHER_QUEUE).build());
        final JobId last = submit();
        final JobId unknown = JobId.random();

        final Map<JobId, JobPollResponse> answers = store.poll(
                List.of(complete.job().id(), processing.job().id(), waiting, waiting, elsewhere, unknown, last));

        assertThat(answers)
                .containsOnlyKeys(complete.job().id(), processing.job().id(), waiting, elsewhere, last)
                .allSatisfy((id, answer) -> assertThat(answer.job()).isEqualTo(job(id).withoutPayload()));
        assertThat(answers.get(complete.job().id()))
                .extracting(JobPollResponse::waiting)
                .isEqualTo(Optional.empty());
        assertThat(answers.get(processing.job().id()))
                .extracting(JobPollResponse::waiting)
                .isEqualTo(Optional.empty());
        assertThat(answers.get(waiting))
                .extracting(JobPollResponse::waiting)
                .isEqualTo(Optional.of(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 2)));
        assertThat(answers.get(last))
                .extracting(JobPollResponse::waiting)
                .isEqualTo(Optional.of(Waiting.inQueue(WaitReason.WORKERS_BUSY, 2, 2)));
        assertThat(answers.get(elsewhere))
                .extracting(JobPollResponse::waiting)
                .isEqualTo(Optional.of(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 1)));
        assertThat(store.poll(List.of())).isEmpty();
    }

    @Test
    final void aJobThatNoLiveWorkerHandlesWaitsForOne() {
        final JobId id = submit();
        assertThat(reason(id)).as("without a worker").isEqualTo(WaitReason.NO_WORKER);
        worker(Set.of(OTHER_TYPE), Set.of(QUEUE));
        assertThat(reason(id)).as("with a worker for another type").isEqualTo(WaitReason.NO_WORKER);
        worker(Set.of(TYPE), Set.of(OTHER_QUEUE));
        assertThat(reason(id)).as("with a worker for another queue").isEqualTo(WaitReason.NO_WORKER);
        final TestWorker right = worker(Set.of(OTHER_TYPE, TYPE), Set.of(OTHER_QUEUE, QUEUE));
        assertThat(reason(id)).as("with the right worker").isEqualTo(WaitReason.WORKERS_BUSY);
        right.vanishes();
        assertThat(reason(id)).as("when that one is gone").isEqualTo(WaitReason.NO_WORKER);
    }

    @Test
    final void aPollHasNoPayload() {
        final ClaimedJob claimed = processing();
        final JobId id = claimed.job().id();
        assertThat(answer(id).job().payload()).isEmpty();

        store.report(completed(claimed.lease(), "1"));

        assertThat(answer(id).job().payload()).isEmpty();
        assertThat(job(id).payload()).isPresent();
    }

    @Test
    final void aLargeResultIsLeftOutOfThePollOfManyJobsAndIsInThePollOfOne() {
        final List<JobId> ids = submit(100);
        final String large = "\"" + "x".repeat(200_000) + "\"";
        final String small = "\"" + "x".repeat(20_000) + "\"";
        store.report(worker().claim(100).stream()
                .map(claimed ->
                        completed(claimed.lease(), ids.indexOf(claimed.job().id()) % 2 == 0 ? large : small))
                .toList());

        final Map<JobId, JobPollResponse> answers = store.poll(ids);

        assertThat(answers).hasSize(100);
        for (int i = 0; i < ids.size(); i++) {
            final JobPollResponse answer =
                    Optional.ofNullable(answers.get(ids.get(i))).orElseThrow();
            assertThat(answer.isResultLeftOut()).as("job %d", i).isEqualTo(i % 2 == 0);
            assertThat(answer.job().result()).isEqualTo(i % 2 == 0 ? Optional.empty() : Optional.of(small));
        }
        assertThat(answer(ids.get(0)))
                .returns(false, JobPollResponse::isResultLeftOut)
                .returns(Optional.of(large), answer -> answer.job().result());
        assertThat(store.poll(ids.subList(0, 4)).values())
                .noneMatch(JobPollResponse::isResultLeftOut)
                .allMatch(answer -> answer.job().result().isPresent());
    }

    @Test
    final void aJobThatReturnedNothingHasNoResultLeftOut() {
        final ClaimedJob claimed = processing();
        store.report(Report.completed(claimed.lease(), Optional.empty()));

        assertThat(answer(claimed.job().id()).isResultLeftOut()).isFalse();
    }

    @Test
    final void aJobThatIsNotDueYetIsScheduledAndHasNoPlace() {
        worker();
        final JobId id = store.submit(
                request().dueAt(Instant.now().plus(Duration.ofHours(5))).build());

        assertThat(answer(id).waiting()).contains(Waiting.until(WaitReason.SCHEDULED));
    }

    @Test
    final void aJobWhoseAttemptFailedWaitsForItsRetry() {
        final ClaimedJob claimed = processing();

        store.report(Report.failed(claimed.lease(), "busy", Duration.ofHours(1)));

        assertThat(answer(claimed.job().id()).waiting()).contains(Waiting.until(WaitReason.RETRY_BACKOFF));
    }

    @Test
    final void aJobWhoseTimeHasComeTakesItsPlace() {
        final JobId first = store.submit(
                request().dueAt(Instant.now().plus(Duration.ofMillis(100))).build());
        final JobId second = submit();

        Await.until("the job is due", () -> answer(first).queuePosition().isPresent());

        assertThat(answer(first).waiting()).contains(Waiting.inQueue(WaitReason.NO_WORKER, 1, 2));
        assertThat(answer(second).waiting()).contains(Waiting.inQueue(WaitReason.NO_WORKER, 2, 2));
    }

    @Test
    final void theQueuesSizeIsExactUpToAThousandAndSoonBeyond() {
        final List<JobId> ids = new ArrayList<>(submit(1_000));
        assertThat(answer(ids.get(0)).queueSize()).hasValue(1_000);
        store.cancel(ids.get(500));
        assertThat(answer(ids.get(0)).queueSize()).hasValue(999);

        ids.addAll(store.submit(Collections.nCopies(MANY - 1_000, request().build())));

        assertThat(answer(ids.get(0)).queueSize().orElseThrow()).isGreaterThan(1_000);
        Await.until(
                "the queue's size is right",
                () -> answer(ids.get(0)).queueSize().orElseThrow() == MANY - 1);
        final Map<JobId, JobPollResponse> answers = store.poll(ids.subList(MANY - 300, MANY));
        assertThat(answers).hasSize(300);
        assertThat(answers.values())
                .allSatisfy(answer -> assertThat(answer.queueSize().orElseThrow())
                        .isGreaterThanOrEqualTo(answer.queuePosition().orElseThrow()));
        Await.until(
                "every position is right",
                () -> store.poll(ids.get(MANY - 1))
                                .orElseThrow()
                                .queuePosition()
                                .orElseThrow()
                        == MANY - 1);
    }

    @Test
    final void whileJobsComeAndGoNoAnswerContradictsItself() throws InterruptedException {
        final List<JobId> ids = submit(60);
        final AtomicBoolean working = new AtomicBoolean(true);
        final Threads threads = new Threads();

        threads.start(() -> {
            try {
                final TestWorker worker = worker();
                final Map<JobId, Integer> claims = new HashMap<>();
                for (int i = 0; i < 150; i++) {
                    worker.claim(1)
                            .forEach(claimed -> store.report(
                                    claims.merge(claimed.job().id(), 1, Integer::sum) < 3
                                            ? released(claimed.lease())
                                            : completed(claimed.lease(), "1")));
                }
            } finally {
                working.set(false);
            }
        });
        threads.start(() -> {
            // A place without being pending, or a place behind the queue's end, cannot even be expressed.
            while (working.get()) {
                assertThat(store.poll(ids))
                        .hasSize(ids.size())
                        .allSatisfy((id, answer) ->
                                assertThat(answer.queueSize().orElse(0)).isLessThanOrEqualTo(60));
            }
        });

        threads.join();
    }
}
