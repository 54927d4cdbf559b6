package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import dev.jobs.store.ClaimedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The promises of reruns: a new job with the old one's request, linked both ways, and one at a time. */
abstract class RerunContract extends RaceFixture {
    RerunContract(final JobStoreContract contract) {
        super(contract);
    }

    private JobId rerun(final JobId id) {
        final RerunOutcome outcome = store.rerun(id);
        assertThat(outcome).isInstanceOf(RerunOutcome.Rerun.class);
        return ((RerunOutcome.Rerun) outcome).id();
    }

    private JobId ended() {
        final ClaimedJob claimed = processing();
        store.report(failedForGood(claimed.lease(), "over"));
        return claimed.job().id();
    }

    @Test
    final void aRerunIsANewJobWithTheRequestOfTheOldOne() {
        final JobRequest request = request()
                .queue(OTHER_QUEUE)
                .priority(7)
                .owner("Änn")
                .idempotencyKey("key")
                .dueAt(Instant.parse("2020-01-01T00:00:00Z"))
                .maxAttempts(5)
                .backoff(new Backoff(Duration.ofSeconds(3), Duration.ofMinutes(4)))
                .stages(STAGES)
                .attribute("trace", "x-1")
                .timeLimit(Duration.ofHours(1))
                .silenceLimit(Duration.ofMinutes(1))
                .failAtLimit()
                .build();
        final JobId old = store.submit(request);
        final ClaimedJob claimed = worker().claimOne();
        store.report(completed(claimed.lease(), "\"the result\""));

        final JobId again = rerun(old);

        assertThat(again).isNotEqualTo(old);
        assertThat(job(again))
                .returns(TYPE, Job::type)
                .returns(request.payload(), Job::payload)
                .returns(OTHER_QUEUE, Job::queue)
                .returns(7, Job::priority)
                .returns(Optional.of("Änn"), Job::owner)
                .returns(Optional.empty(), Job::idempotencyKey)
                .returns(5, Job::maxAttempts)
                .returns(STAGES, Job::stages)
                .returns(request.limits(), Job::limits)
                .returns(Optional.of(old), Job::rerunOf)
                .returns(JobStatus.PENDING, Job::status)
                .returns(0, Job::attempt)
                .returns(Optional.empty(), Job::result)
                .returns(Optional.empty(), Job::error)
                .returns(Optional.empty(), Job::rerunAs);
        assertThat(job(again).request().attributes()).isEqualTo(request.attributes());
        assertThat(job(again).request().backoff()).isEqualTo(request.backoff());
        assertThat(job(again).dueAt()).isEqualTo(job(again).createdAt());
        assertThat(job(again).createdAt())
                .isAfterOrEqualTo(job(old).finishedAt().orElseThrow());
    }

    @Test
    final void theTwoNameEachOtherWhereverTheyAreSeen() {
        final JobId old = ended();

        final JobId again = rerun(old);

        assertThat(job(old).rerunAs()).contains(again);
        assertThat(store.poll(old).map(JobPollResponse::job).orElseThrow().rerunAs())
                .contains(again);
        assertThat(store.poll(again).map(JobPollResponse::job).orElseThrow().rerunOf())
                .contains(old);
        assertThat(store.list(JobQuery.all()).stream().map(Job::rerunOf)).contains(Optional.of(old));
        assertThat(store.list(JobQuery.all()).stream().map(Job::rerunAs)).contains(Optional.of(again));
        assertThat(worker().claimOne().job()).returns(again, Job::id).returns(Optional.of(old), Job::rerunOf);
    }

    @Test
    final void theOldJobStaysAsItIsAndItsRevisionGrows() {
        final JobId old = ended();
        final Job before = job(old);

        rerun(old);

        final Job after = job(old);
        assertThat(after)
                .returns(before.status(), Job::status)
                .returns(before.error(), Job::error)
                .returns(before.attempt(), Job::attempt)
                .returns(before.finishedAt(), Job::finishedAt)
                .returns(before.payload(), Job::payload);
        assertThat(after.revision()).isGreaterThan(before.revision());
        assertThat(after.updatedAt()).isAfterOrEqualTo(before.updatedAt());
    }

    @Test
    final void jobsOfEveryTerminalStatusRunAgain() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final JobId cancelled = submit();
        store.cancel(cancelled);

        for (final JobId id : List.of(complete.job().id(), ended(), cancelled)) {
            final JobId again = rerun(id);
            final ClaimedJob claimed = worker().claimOne();
            assertThat(claimed.job().id()).isEqualTo(again);
            store.report(completed(claimed.lease(), "\"again\""));
            assertThat(job(again).status()).isEqualTo(JobStatus.COMPLETE);
        }
    }

    @Test
    final void aJobThatHasNotEndedIsNotRunAgain() {
        final JobId id = submit();
        assertThat(store.rerun(id)).isEqualTo(new RerunOutcome.NotEnded(JobStatus.PENDING));
        final ClaimedJob claimed = worker().claimOne();
        assertThat(store.rerun(id)).isEqualTo(new RerunOutcome.NotEnded(JobStatus.PROCESSING));
        store.cancel(id);
        assertThat(store.rerun(id))
                .as("while its work is being stopped")
                .isEqualTo(new RerunOutcome.NotEnded(JobStatus.CANCELLED));
        assertThat(store.list(JobQuery.all())).hasSize(1);

        store.report(released(claimed.lease()));

        assertThat(store.rerun(id)).isInstanceOf(RerunOutcome.Rerun.class);
    }

    @Test
    final void aJobThatIsNotThereIsNotRunAgain() {
        assertThat(store.rerun(JobId.random())).isEqualTo(new RerunOutcome.NotFound());
    }

    @Test
    final void whileItsRerunHasNotEndedAJobIsNotRunAgainTwice() {
        final JobId old = ended();
        final JobId again = rerun(old);
        final Job before = job(old);

        assertThat(rerun(old)).isEqualTo(again);
        final ClaimedJob claimed = worker().claimOne();
        assertThat(rerun(old)).isEqualTo(again);
        assertThat(job(old)).isEqualTo(before);
        assertThat(store.list(JobQuery.all())).hasSize(2);
        store.report(failedForGood(claimed.lease(), "over again"));

        final JobId third = rerun(old);
        assertThat(third).isNotEqualTo(again);
        assertThat(job(old).rerunAs()).contains(third);
        assertThat(job(third).rerunOf()).contains(old);
        assertThat(job(again).rerunAs()).isEmpty();
    }

    @Test
    final void aRerunIsRunAgainLikeAnyOtherJob() {
        final JobId first = ended();
        final JobId second = rerun(first);
        store.report(failedForGood(worker().claimOne().lease(), "over again"));

        final JobId third = rerun(second);

        assertThat(job(third).rerunOf()).contains(second);
        assertThat(job(first).rerunAs()).contains(second);
    }

    @Test
    final void aRerunOutlivesTheJobThatItRunsAgain() {
        final JobId old = ended();
        final JobId again = rerun(old);

        pruneAll(1);

        assertThat(store.rerun(old)).isEqualTo(new RerunOutcome.NotFound());
        assertThat(job(again).rerunOf()).contains(old);
        store.report(completed(worker().claimOne().lease(), "1"));
        assertThat(job(again).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    final void aRerunTakesItsPlaceBehindThoseThatWait() {
        final JobId old = ended();
        final List<JobId> waiting = submit(3);

        final JobId again = rerun(old);

        assertThat(store.poll(again).orElseThrow().queuePosition()).hasValue(4);
        assertThat(ids(worker().claim(10))).containsExactly(waiting.get(0), waiting.get(1), waiting.get(2), again);
    }

    @Test
    final void aKeyStaysWithTheOldJob() {
        final JobRequest request = request().idempotencyKey("once").build();
        final JobId old = store.submit(request);
        store.cancel(old);

        rerun(old);

        assertThat(store.submit(request)).isEqualTo(old);
    }

    @Test
    final void aRequestToRunAJobAgainThatIsSubmittedAsItIsKeepsItsLink() {
        final JobId old = ended();
        final JobRequest again = JobRequest.rerunOf(job(old));

        final List<JobId> ids = store.submit(Collections.nCopies(120, again));

        assertThat(store.find(ids).values())
                .hasSize(120)
                .allMatch(job -> job.rerunOf().equals(Optional.of(old)));
        assertThat(job(store.submit(again)).rerunOf()).contains(old);
        assertThat(job(old).rerunAs()).isEmpty();
    }

    @Test
    final void rerunAgainstRerun() throws InterruptedException {
        rounds(() -> {
            final JobId old = ended();

            final List<RerunOutcome> answers =
                    Threads.together(Collections.<Callable<RerunOutcome>>nCopies(3, () -> store.rerun(old)));

            assertThat(Set.copyOf(answers))
                    .containsExactly(new RerunOutcome.Rerun(job(old).rerunAs().orElseThrow()));
            assertThat(worker().claim(10)).hasSize(1);
        });
    }

    @Test
    final void rerunAgainstPruning() throws InterruptedException {
        rounds(() -> {
            final JobId old = ended();

            final var answers = Threads.race(() -> store.rerun(old), () -> store.prune(Duration.ZERO, 1_000));

            if (answers.first() instanceof RerunOutcome.Rerun again) {
                assertThat(job(again.id()).rerunOf()).contains(old);
            } else {
                assertThat(answers.first()).isEqualTo(new RerunOutcome.NotFound());
            }
        });
    }
}
