package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that PostgreSQL stores as processing, in a slot that a worker of the same process offers. */
class StartAtSubmissionIT {
    private final String url = Postgres.shared().newUrl();
    private final JobStore store = JdbcJobStore.open(url);
    private final SomeWorker worker = new SomeWorker(store);
    private final Offers offers = new Offers();

    @BeforeEach
    void offer() {
        store.ability(StartAtSubmission.class).orElseThrow().offer(offers);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** As many slots as jobs may want, and what became of them. */
    private final class Offers implements StartAtSubmission.SlotOffers {
        private final List<ClaimedJob> started = new ArrayList<>();
        private Optional<Duration> timeLimit = Optional.empty();
        private int givenBack;

        @Override
        public Optional<StartAtSubmission.OfferedSlot> take(final JobId id, final String queue, final String type) {
            return SomeWorker.TYPES.contains(type) && queue.equals(JobRequest.DEFAULT_QUEUE)
                    ? Optional.of(new Slot(new Lease(id, 7, worker.id())))
                    : Optional.empty();
        }

        private final class Slot implements StartAtSubmission.OfferedSlot {
            private final Lease lease;

            Slot(final Lease lease) {
                this.lease = lease;
            }

            @Override
            public Lease lease() {
                return lease;
            }

            @Override
            public ClaimRequest claim() {
                return ClaimRequest.builder(worker.id())
                        .types(SomeWorker.TYPES)
                        .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                        .limit(1)
                        .timeLimit(timeLimit)
                        .build();
            }

            @Override
            public void start(final ClaimedJob job) {
                started.add(job);
            }

            @Override
            public void giveBack() {
                givenBack++;
            }

            @Override
            public void giveUp() {
                givenBack++;
            }
        }
    }

    private Job job(final JobId id) {
        return store.find(id).orElseThrow();
    }

    private static JobRequest.Builder ingest() {
        return JobRequest.builder("ingest", "{\"a\":1}");
    }

    private void startsNothing(final JobRequest request) {
        final JobId id = store.submit(request);

        assertThat(offers.started).isEmpty();
        assertThat(job(id)).returns(JobStatus.PENDING, Job::status).returns(0, Job::attempt);
    }

    @Test
    void aJobStartsUnderTheLeaseThatItsWorkerExpects() {
        final JobId id =
                store.submit(ingest().owner("ann").attributes(Map.of("k", "v")).build());

        assertThat(offers.started).hasSize(1);
        final ClaimedJob started = offers.started.get(0);
        assertThat(started.lease()).isEqualTo(new Lease(id, 7, worker.id()));
        assertThat(started.job()).isEqualTo(job(id));
        assertThat(started.job())
                .returns(JobStatus.PROCESSING, Job::status)
                .returns(1, Job::attempt)
                .returns(Optional.of("ann"), Job::owner);
        assertThat(started.job().startedAt()).contains(started.job().createdAt());
        assertThat(worker.claim(10)).isEmpty();
        assertThat(worker.lives(List.of(started.lease()))).isEmpty();
        assertThat(store.report(Report.completed(started.lease(), Optional.of("{}"))))
                .isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(id).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void aJobThatStartsKeepsTheWeightOfItsOwner() {
        final JobId id = store.submit(ingest().owner("ann").ownerWeight(3).build());

        final Job job = store.find(id).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.PROCESSING);
        assertThat(job.request().ownerWeight()).isEqualTo(3);
    }

    @Test
    void aJobThatItsWorkerDoesNotHoldIsGivenBackByAHeartbeatAndKeepsItsPlace() {
        final JobId first = store.submit(ingest().owner("ann").build());
        store.submit(JobRequest.builder("preview", "{}").queue("other").build());

        worker.lives(List.of());
        final JobId second = store.submit(ingest().owner("ann").build());

        assertThat(job(first)).returns(JobStatus.PENDING, Job::status).returns(0, Job::attempt);
        assertThat(worker.claim(1)).extracting(claimed -> claimed.job().id()).containsExactly(first);
        assertThat(worker.claim(1)).extracting(claimed -> claimed.job().id()).containsExactly(second);
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void nothingStartsAheadOfAJobThatWaits() {
        final JobId waiting = store.submit(JobRequest.builder("nobody's", "{}").build());

        startsNothing(ingest().build());

        assertThat(offers.givenBack).isEqualTo(1);
        assertThat(job(waiting).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void nothingStartsAheadOfAJobThatHasBecomeDue() {
        store.submit(JobRequest.builder("nobody's", "{}")
                .dueAt(Instant.now().minusSeconds(60))
                .build());
        Sql.execute(url, "update jobs_job set due = false");

        startsNothing(ingest().build());
    }

    @Test
    void nothingStartsWhileAnythingIsPaused() {
        store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());

        startsNothing(ingest().owner("ann").build());
    }

    @Test
    void nothingStartsForAWorkerThatCountsAsLost() {
        Sql.execute(url, "update jobs_worker set expires_at = now() - interval '1 second'");

        startsNothing(ingest().build());
    }

    @Test
    void jobsThatMayNotStartAtOnceAreStoredAsAnyOther() {
        startsNothing(ingest().delay(Duration.ofHours(1)).build());
        startsNothing(ingest().limitKeys(Set.of("ffmpeg")).build());

        assertThat(offers.givenBack).as("no slot was taken for them").isZero();
    }

    @Test
    void aKeyThatIsTakenStartsNothingAndAnswersItsJob() {
        final JobRequest request = ingest().idempotencyKey("once").build();
        final JobId id = store.submit(request);
        store.report(Report.completed(offers.started.get(0).lease(), Optional.of("{}")));

        assertThat(store.submit(request)).isEqualTo(id);

        assertThat(offers.started).hasSize(1);
        assertThat(offers.givenBack).isEqualTo(1);
        assertThatThrownBy(() -> store.submit(JobRequest.builder("ingest", "{}")
                        .idempotencyKey("once")
                        .build()))
                .isInstanceOf(IdempotencyConflictException.class);
    }

    @Test
    void aJobHasItsOwnTimeLimitOrThatOfTheWorker() {
        offers.timeLimit = Optional.of(Duration.ofMinutes(5));
        final Job ofWorker = job(store.submit(ingest().build()));
        store.report(Report.completed(offers.started.get(0).lease(), Optional.of("{}")));
        final Job own =
                job(store.submit(ingest().timeLimit(Duration.ofMinutes(2)).build()));

        assertThat(ofWorker.timeLimitAt())
                .contains(ofWorker.startedAt().orElseThrow().plus(Duration.ofMinutes(5)));
        assertThat(own.timeLimitAt()).contains(own.startedAt().orElseThrow().plus(Duration.ofMinutes(2)));
    }
}
