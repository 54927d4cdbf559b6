package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.WaitReason;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of what is kept of the wait of a job that has started. */
abstract class PastWaitContract extends LimitFixture {
    private static final PauseTarget ALL = PauseTarget.queue(QUEUE);

    PastWaitContract(final JobStoreContract contract) {
        super(contract);
    }

    private PastWait wait(final JobId id) {
        return store.pastWait(id).orElseThrow();
    }

    private void limit(final int atOnce) {
        store.setLimit(Limit.builder(KEY).atOnce(atOnce).build());
    }

    private Pause pause(final PauseTarget target, final String reason) {
        return store.pause(PauseRequest.builder(target).reason(reason).build());
    }

    /** True if a reason was over before this job started, and no sooner than it could have started otherwise. */
    private void assertThatItEndedInTheWaitOf(final JobId id, final Instant until) {
        final Job job = job(id);
        assertThat(until).isBetween(job.createdAt(), job.startedAt().orElseThrow());
    }

    @Test
    final void aStartedJobTellsWhichLimitWasFullAndWhoseEndMadeRoom() {
        limit(1);
        final JobId first = submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final JobId third = submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claim(10).get(0);
        complete(running);
        final ClaimedJob next = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();
        complete(next);
        assertThat(ids(worker.claim(10))).containsExactly(third);

        assertThat(wait(first)).isEqualTo(new PastWait.ForSlot());
        assertThat(wait(second)).isInstanceOfSatisfying(PastWait.ForLimit.class, limit -> {
            assertThat(limit.limitKey()).isEqualTo(KEY);
            assertThat(limit.freedBy()).contains(first);
            assertThatItEndedInTheWaitOf(second, limit.until());
        });
        assertThat(wait(third)).isInstanceOfSatisfying(PastWait.ForLimit.class, limit -> {
            assertThat(limit.freedBy()).contains(second);
            assertThat(limit.until()).isAfterOrEqualTo(job(second).finishedAt().orElseThrow());
        });
    }

    @Test
    final void theLastOfThoseWhoMadeRoomIsToldThoughNoClaimHasMetTheJobSince() {
        limit(1);
        submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final JobId third = submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claim(10).get(0);
        complete(running);
        complete(worker.claimOne());
        assertThat(ids(worker.claim(1))).containsExactly(third);

        assertThatItsEndMadeRoomFor(third, second);
    }

    private void assertThatItsEndMadeRoomFor(final JobId started, final JobId ended) {
        assertThat(wait(started)).isInstanceOfSatisfying(PastWait.ForLimit.class, limit -> {
            assertThat(limit.limitKey()).isEqualTo(KEY);
            assertThat(limit.freedBy()).contains(ended);
            assertThat(limit.until()).isAfterOrEqualTo(job(ended).finishedAt().orElseThrow());
        });
    }

    @Test
    final void anEndUnderALoweredLimitThatIsStillFullMakesNoRoom() {
        limit(2);
        final List<JobId> ids = submitLimited(3, KEY);
        final TestWorker worker = worker();
        final List<ClaimedJob> running = worker.claim(10);
        limit(1);
        running.forEach(this::complete);
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(2));

        assertThatItsEndMadeRoomFor(ids.get(2), running.get(1).job().id());
    }

    @Test
    final void theChangeOfAnotherLimitMakesNoRoom() {
        limit(1);
        final JobId first = submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claim(10).get(0);
        store.setLimit(Limit.builder("mail").atOnce(1).build());
        store.removeLimit("mail");
        complete(running);
        assertThat(ids(worker.claim(10))).containsExactly(second);

        assertThatItsEndMadeRoomFor(second, first);
    }

    @Test
    final void theEndOfAPauseMakesNoRoomWhereALimitIsFull() {
        limit(1);
        final JobId first = submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claim(10).get(0);
        pause(PauseTarget.limitKey(KEY), "while it is full");
        store.resume(PauseTarget.limitKey(KEY));
        complete(running);
        assertThat(ids(worker.claim(10))).containsExactly(second);

        assertThatItsEndMadeRoomFor(second, first);
    }

    @Test
    final void manyJobsOfOneSubmissionTellWhichLimitWasFull() {
        limit(1);
        final TestWorker worker = worker();
        final JobId first = submitLimited(KEY);
        final ClaimedJob running = worker.claimOne();
        final List<JobId> many = submitLimited(300, KEY);
        assertThat(worker.claim(10)).isEmpty();

        complete(running);
        assertThat(ids(worker.claim(10))).containsExactly(many.get(0));

        assertThat(wait(many.get(0)))
                .isInstanceOfSatisfying(
                        PastWait.ForLimit.class,
                        limit -> assertThat(limit.freedBy()).contains(first));
    }

    @Test
    final void aHigherLimitMakesRoomWithoutTheEndOfAJob() {
        limit(1);
        submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).hasSize(1);

        limit(2);
        assertThat(ids(worker.claim(10))).containsExactly(second);

        assertThat(wait(second))
                .isInstanceOfSatisfying(
                        PastWait.ForLimit.class,
                        limit -> assertThat(limit.freedBy()).isEmpty());
    }

    @Test
    final void aStartedJobTellsWhichRateAllowedNoStart() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofMillis(150)).build());
        final List<JobId> ids = submitLimited(2, KEY);
        final TestWorker worker = worker();
        final List<JobId> started = new ArrayList<>();
        Await.until("both have started", () -> {
            started.addAll(ids(worker.claim(10)));
            return started.size() == 2;
        });

        assertThat(wait(ids.get(0))).isEqualTo(new PastWait.ForSlot());
        assertThat(wait(ids.get(1))).isInstanceOfSatisfying(PastWait.ForRate.class, rate -> {
            assertThat(rate.limitKey()).isEqualTo(KEY);
            assertThatItEndedInTheWaitOf(ids.get(1), rate.until());
        });
    }

    @Test
    final void theEndOfAJobAllowsNoStartThatARateDoesNot() {
        final Duration interval = Duration.ofMillis(500);
        store.setLimit(Limit.builder(KEY).starts(1, interval).build());
        final List<JobId> ids = submitLimited(2, KEY);
        final TestWorker worker = worker();
        complete(worker.claim(10).get(0));
        Await.until("the rate allows the next start", () -> waiting(ids.get(1)).reason() != WaitReason.RATE_LIMITED);
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(1));

        final Instant next = job(ids.get(0)).startedAt().orElseThrow().plus(interval);
        assertThat(wait(ids.get(1)))
                .isInstanceOfSatisfying(
                        PastWait.ForRate.class, rate -> assertThat(rate.until()).isEqualTo(next));
    }

    @Test
    final void aStartedJobTellsThePauseOfItsQueueTypeOwnerOrLimitKey() {
        final TestWorker worker = worker();
        for (final PauseTarget target :
                List.of(ALL, PauseTarget.type(TYPE), PauseTarget.owner("ann"), PauseTarget.limitKey(KEY))) {
            final JobId id = store.submit(limited(KEY).owner("ann").build());
            pause(target, "for " + target);
            assertThat(worker.claim(10)).isEmpty();
            store.resume(target);
            complete(worker.claimOne());

            assertThat(wait(id)).isInstanceOfSatisfying(PastWait.ForPause.class, pause -> {
                assertThat(pause.target()).isEqualTo(target);
                assertThat(pause.reason()).contains("for " + target);
                assertThatItEndedInTheWaitOf(id, pause.until());
            });
        }
    }

    @Test
    final void aPauseThatEndedByItselfIsToldWithItsEnd() {
        final TestWorker worker = worker();
        final JobId id = submit();
        final Pause pause = store.pause(
                PauseRequest.builder(ALL).lasting(Duration.ofMillis(150)).build());
        Await.until("it has started", () -> !worker.claim(10).isEmpty());

        final PastWait told =
                new PastWait.ForPause(ALL, Optional.empty(), pause.until().orElseThrow());
        assertThat(wait(id)).isEqualTo(told);
        pause(ALL, "another one");
        assertThat(wait(id)).as("when the next one has taken its place").isEqualTo(told);
    }

    @Test
    final void aPauseThatDidNotKeepTheJobBackIsNotTold() {
        final TestWorker worker = worker();
        final JobId before = submit();
        final ClaimedJob running = worker.claimOne();
        pause(ALL, "too late");
        store.resume(ALL);
        pause(PauseTarget.owner("bob"), "another owner");
        final JobId after = store.submit(request().owner("ann").build());
        store.resume(PauseTarget.owner("bob"));
        complete(running);
        assertThat(worker.claim(10)).hasSize(1);

        assertThat(wait(before)).isEqualTo(new PastWait.ForSlot());
        assertThat(wait(after)).isEqualTo(new PastWait.ForSlot());
    }

    @Test
    final void theLastOfSeveralReasonsIsTold() {
        limit(1);
        final TestWorker worker = worker();
        submitLimited(KEY);
        final JobId limitedLast = submitLimited(KEY);
        final JobId pausedLast = submitLimited(KEY);
        final ClaimedJob first = worker.claim(10).get(0);
        pause(ALL, "before the limit");
        store.resume(ALL);
        complete(first);
        final ClaimedJob second = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();
        pause(ALL, "after the limit");
        complete(second);
        assertThat(worker.claim(10)).isEmpty();
        store.resume(ALL);
        assertThat(ids(worker.claim(10))).containsExactly(pausedLast);

        assertThat(wait(limitedLast)).isInstanceOf(PastWait.ForLimit.class);
        assertThat(wait(pausedLast))
                .isInstanceOfSatisfying(
                        PastWait.ForPause.class,
                        pause -> assertThat(pause.reason()).contains("after the limit"));
    }

    @Test
    final void theReasonOfAnAttemptBeforeIsNotKept() {
        limit(1);
        final TestWorker worker = worker();
        submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        complete(worker.claim(10).get(0));
        final ClaimedJob again = worker.claimOne();

        store.report(failed(again.lease(), "try again"));
        assertThat(store.pastWait(second)).as("while it waits again").isEmpty();
        assertThat(ids(worker.claim(10))).containsExactly(second);

        assertThat(wait(second)).isEqualTo(new PastWait.ForSlot());
    }

    @Test
    final void aJobThatHasNotStartedTellsNothingAndNeitherDoesOneThatIsGone() {
        final JobId waiting = submit();
        final JobId never = submit();
        store.cancel(never);

        assertThat(store.pastWait(waiting)).isEmpty();
        assertThat(store.pastWait(never)).isEmpty();
        assertThat(store.pastWait(JobId.random())).isEmpty();
    }
}
