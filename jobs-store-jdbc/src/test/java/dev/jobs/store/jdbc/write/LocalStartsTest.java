package dev.jobs.store.jdbc.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When starts are tried that a database may refuse or take long for, by a ticker that the test sets. */
class LocalStartsTest {
    private static final JobRequest REQUEST = JobRequest.builder("echo", "{}").build();

    private final AtomicLong ticker =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMillis(10).toNanos());
    private boolean refuses = true;
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore answers = new Semaphore(Integer.MAX_VALUE);

    private final LocalStarts starts = new LocalStarts(
            new Claims() {
                @Override
                public List<ClaimedJob> claim(final ClaimRequest request) {
                    return List.of();
                }

                @Override
                public Optional<ClaimedJob> start(final Draft draft, final Lease lease, final ClaimRequest request) {
                    asked.incrementAndGet();
                    answers.acquireUninterruptibly();
                    return refuses
                            ? Optional.empty()
                            : Optional.of(new ClaimedJob(
                                    new Job(
                                            draft.id(),
                                            draft.request(),
                                            JobState.builder(Instant.EPOCH)
                                                    .status(JobStatus.PROCESSING)
                                                    .build()),
                                    lease));
                }
            },
            ticker::get,
            started -> {},
            Duration.ofHours(1));

    LocalStartsTest() {
        starts.offer((id, queue, type) -> Optional.of(new Slot(id)));
    }

    /** A slot that is there for whoever asks. */
    private record Slot(Lease lease) implements StartAtSubmission.OfferedSlot {
        Slot(final JobId id) {
            this(new Lease(id, 1, WorkerId.random()));
        }

        @Override
        public ClaimRequest claim() {
            return ClaimRequest.builder(lease.worker())
                    .types(Set.of("echo"))
                    .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                    .limit(1)
                    .build();
        }

        @Override
        public void start(final ClaimedJob job) {}

        @Override
        public void giveBack() {}

        @Override
        public void giveUp() {}
    }

    private boolean start() {
        return starts.start(new Draft(0, JobId.random(), REQUEST));
    }

    /** How often the database is asked when a job comes at the end of this time, and one just before it. */
    private int askedAfter(final Duration time) {
        final int before = asked.get();
        ticker.addAndGet(time.toNanos() - 1);
        start();
        final int tooEarly = asked.get() - before;
        ticker.addAndGet(1);
        start();
        return tooEarly == 0 ? asked.get() - before : -tooEarly;
    }

    @Test
    void aRefusalLetsStartsRestForTimesThatGrowToFiftyMilliseconds() {
        assertThat(start()).isFalse();
        assertThat(asked).hasValue(1);

        for (final int millis : new int[] {2, 4, 8, 16, 32, 50, 50}) {
            assertThat(askedAfter(Duration.ofMillis(millis)))
                    .as("asked after %d ms", millis)
                    .isEqualTo(1);
        }
    }

    @Test
    void aJobThatStartsEndsTheRest() {
        start();
        ticker.addAndGet(Duration.ofMillis(2).toNanos());
        start();
        ticker.addAndGet(Duration.ofMillis(4).toNanos());
        refuses = false;
        assertThat(List.of(start(), start())).containsOnly(true);

        refuses = true;
        start();
        assertThat(askedAfter(Duration.ofMillis(2))).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void oneStartWaitsForTwoAndOthersAreStoredTogetherInstead() throws InterruptedException {
        refuses = false;
        answers.drainPermits();
        final List<Thread> threads = List.of(new Thread(this::start), new Thread(this::start), new Thread(this::start));
        threads.forEach(Thread::start);
        Await.until(
                "two starts are under way, and one waits",
                () -> asked.get() == 2 && threads.stream().allMatch(thread -> isWaiting(thread.getState())));

        assertThat(start()).isFalse();

        answers.release(3);
        for (final Thread thread : threads) {
            thread.join();
        }
        assertThat(asked).hasValue(3);
    }

    private static boolean isWaiting(final Thread.State state) {
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }
}
