package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jobs.AttemptLimits;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of limits of time: they stay with their job, and whoever polls sees when an attempt reaches its own. */
abstract class TimeLimitContract extends ContractFixture {
    TimeLimitContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final List<AttemptLimits> LIMITS = List.of(
            AttemptLimits.NONE,
            AttemptLimits.NONE.withTimeLimit(Duration.ofMillis(1)),
            AttemptLimits.NONE.withSilenceLimit(Duration.ofSeconds(90)),
            AttemptLimits.NONE.failingForGood(),
            AttemptLimits.NONE
                    .withTimeLimit(Duration.ofDays(36_500))
                    .withSilenceLimit(Duration.ofDays(36_500))
                    .failingForGood());

    private ClaimedJob claim(final TestWorker worker, final Optional<Duration> timeLimit) {
        worker.lives();
        final List<ClaimedJob> claimed = store.claim(ClaimRequest.builder(worker.id())
                .types(Set.of(TYPE))
                .queues(Set.of(QUEUE))
                .timeLimit(timeLimit)
                .build());
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    private Optional<Instant> timeLimitAt(final JobId id) {
        final Optional<Instant> polled = store.poll(id).orElseThrow().job().timeLimitAt();
        assertThat(job(id).timeLimitAt()).isEqualTo(polled);
        return polled;
    }

    private void assertLimitedTo(final Duration limit, final Job job) {
        final Instant expected = job.startedAt().orElseThrow().plus(limit);
        assertThat(timeLimitAt(job.id()).orElseThrow()).isCloseTo(expected, within(1, ChronoUnit.SECONDS));
        assertThat(job.timeLimitAt()).isEqualTo(timeLimitAt(job.id()));
    }

    @Test
    final void limitsComeBackAsTheyWere() {
        for (final AttemptLimits limits : LIMITS) {
            final JobId id = store.submit(request().limits(limits).build());

            assertThat(job(id).limits()).isEqualTo(limits);
            assertThat(store.poll(id).orElseThrow().job().limits()).isEqualTo(limits);
            assertThat(store.list(JobQuery.all()).get(0).limits()).isEqualTo(limits);
            final ClaimedJob claimed = worker().claimOne();
            assertThat(claimed.job().limits()).isEqualTo(limits);
            store.report(failedForGood(claimed.lease(), "seen"));
            assertThat(job(id).limits()).isEqualTo(limits);
        }
    }

    @Test
    final void limitsOfJobsSubmittedByTheHundredComeBackAsTheyWere() {
        final List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            requests.add(request().limits(LIMITS.get(i % LIMITS.size())).build());
        }

        final List<JobId> ids = store.submit(requests);

        final Map<JobId, Job> found = store.find(ids);
        for (int i = 0; i < ids.size(); i++) {
            assertThat(Optional.ofNullable(found.get(ids.get(i))).orElseThrow().limits())
                    .isEqualTo(LIMITS.get(i % LIMITS.size()));
        }
    }

    @Test
    final void aClaimSaysWhenTheAttemptReachesTheLimitOfItsJob() {
        store.submit(request().timeLimit(Duration.ofHours(2)).build());

        final ClaimedJob claimed = claim(worker(), Optional.of(Duration.ofMinutes(3)));

        assertLimitedTo(Duration.ofHours(2), claimed.job());
    }

    @Test
    final void aJobWithoutALimitHasThatOfItsClaim() {
        submit();

        final ClaimedJob claimed = claim(worker(), Optional.of(Duration.ofMinutes(3)));

        assertLimitedTo(Duration.ofMinutes(3), claimed.job());
        assertThat(job(claimed).limits()).isEqualTo(AttemptLimits.NONE);
    }

    @Test
    final void withoutAnyLimitThereIsNoTimeToReach() {
        final ClaimedJob claimed = processing();

        assertThat(timeLimitAt(claimed.job().id())).isEmpty();
    }

    @Test
    final void eachAttemptHasATimeLimitOfItsOwn() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob first = claim(worker, Optional.of(Duration.ofHours(9)));
        store.report(failed(first.lease(), "again"));

        final ClaimedJob second = claim(worker, Optional.empty());

        assertThat(second.job().timeLimitAt()).isEmpty();
        assertThat(timeLimitAt(second.job().id())).isEmpty();
        store.report(failed(second.lease(), "again"));
        assertLimitedTo(
                Duration.ofMinutes(1),
                claim(worker, Optional.of(Duration.ofMinutes(1))).job());
    }

    @Test
    final void theTimeIsShownWhileTheJobIsProcessingAndOnlyThen() {
        final TestWorker worker = worker();
        final List<Lease> stopping = new ArrayList<>();
        for (final String end : List.of("completed", "failed", "handed back", "cancelled", "released")) {
            final JobId id = store.submit(
                    request().timeLimit(Duration.ofHours(1)).maxAttempts(1).build());
            assertThat(timeLimitAt(id)).isEmpty();
            final Lease lease = claim(worker, Optional.empty()).lease();
            store.report(progressed(lease, "in the middle", 50));
            assertThat(timeLimitAt(id)).isPresent();

            switch (end) {
                case "completed" -> store.report(completed(lease, "1"));
                case "failed" -> store.report(failed(lease, "failed"));
                case "handed back" -> {
                    store.report(released(lease));
                    assertThat(timeLimitAt(id)).isEmpty();
                    store.cancel(id);
                }
                case "cancelled" -> {
                    store.cancel(id);
                    stopping.add(lease);
                }
                default -> {
                    store.cancel(id);
                    store.report(released(lease));
                }
            }

            assertThat(timeLimitAt(id)).as(end).isEmpty();
            stopping.forEach(one -> store.report(released(one)));
        }
    }
}
