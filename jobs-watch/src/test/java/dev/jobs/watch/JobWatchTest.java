package dev.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.Await;
import dev.jobs.testing.TestWorker;
import dev.jobs.testing.WatchedStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final WatchedStore watched = new WatchedStore(new MemoryJobStore());
    private final JobId id =
            watched.store().submit(JobRequest.builder("ingest", "{}").build());
    private final TestTicker ticker = new TestTicker();
    private JobWatch watch = watch(OFTEN);

    /** Notes what it is told. */
    private static class Noting implements Watcher {
        final List<JobPollResponse> shown = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();
        private final JobId id;

        Noting(final JobId id) {
            this.id = id;
        }

        @Override
        public JobId jobId() {
            return id;
        }

        @Override
        public void show(final JobPollResponse now) {
            shown.add(now);
        }

        @Override
        public void gone() {
            told.add("gone");
        }

        @Override
        public Optional<Duration> wake() {
            told.add("woken");
            return Optional.empty();
        }

        @Override
        public void end(final Throwable why) {
            told.add("ended");
        }
    }

    private JobWatch watch(final Duration interval) {
        return JobWatch.builder(watched.store())
                .pollInterval(interval)
                .ticker(ticker)
                .build();
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void whoComesWhileTheStoreIsAskedIsShownNothingOlderThanWhatItHasSeen() {
        final Noting early = new Noting(id);
        final Noting late = new Noting(id);
        watched.beforeNextPollReturns(() -> {
            watched.store().cancel(id);
            watch.add(late, NEVER);
        });

        watch.add(early, NEVER);

        Await.until("both were shown the job", () -> !early.shown.isEmpty() && !late.shown.isEmpty());
        assertThat(early.shown.get(0).job().status()).isEqualTo(JobStatus.PENDING);
        assertThat(late.shown.get(0).job().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void whoWaitsIsShownAResultThatIsTooLargeForALookAtManyJobs() {
        final List<JobId> ids = watched.store()
                .submit(Collections.nCopies(
                        20, JobRequest.builder("ingest", "{}").build()));
        final TestWorker worker = new TestWorker(watched.store());
        final String large = "\"" + "x".repeat(1_000_000) + "\"";
        for (int i = 0; i <= ids.size(); i++) {
            worker.complete(worker.claim(), large);
        }
        final List<Noting> watchers = ids.stream().map(Noting::new).toList();

        watchers.forEach(watcher -> watch.add(watcher, NEVER));

        for (final Noting watcher : watchers) {
            Await.until("it is shown", () -> !watcher.shown.isEmpty());
            assertThat(watcher.shown)
                    .allSatisfy(answer -> assertThat(answer.job().result()).contains(large));
        }
    }

    @Test
    void aJobThatIsNotKeptAnyMoreIsToldAsGone() {
        final Noting watcher = new Noting(JobId.random());

        watch.add(watcher, NEVER);

        Await.until("it is told", () -> watcher.told.contains("gone"));
    }

    @Test
    void aSignalThatCameBeforeItsWatcherIsNotLost() {
        watch.close();
        watch = watch(HARDLY_EVER);
        final JobId other =
                watched.store().submit(JobRequest.builder("ingest", "{}").build());
        final Noting first = new Noting(other);
        watch.add(first, NEVER);
        Await.until("the watch has subscribed and looked", () -> !first.shown.isEmpty());
        watched.store().cancel(id);

        final Noting late = new Noting(id);
        watch.add(late, NEVER);

        Await.until("it is shown", () -> !late.shown.isEmpty());
    }

    @Test
    void aWatcherThatFailsKeepsNoOtherFromBeingTold() {
        final Noting failing = new Noting(id) {
            @Override
            public void show(final JobPollResponse now) {
                throw new IllegalStateException("on purpose");
            }
        };
        final Noting other = new Noting(id);
        watch.add(failing, NEVER);

        watch.add(other, NEVER);

        Await.until("the other is shown the job", () -> other.shown.size() > 1);
    }

    @Test
    void aWatcherIsWokenAtItsTimeAndNotTwice() {
        final Noting watcher = new Noting(id);
        final Noting later = new Noting(id);
        watch.add(watcher, Duration.ofMinutes(1));
        watch.add(later, Duration.ofMinutes(2));

        ticker.advance(Duration.ofMinutes(1));
        Await.until("it is woken", () -> watcher.told.contains("woken"));
        assertThat(later.told).isEmpty();
        ticker.advance(Duration.ofMinutes(1));
        Await.until("the later one is woken", () -> later.told.contains("woken"));

        assertThat(watcher.told).containsExactly("woken");
    }

    @Test
    void whoeverWaitsWhenTheWatchOrTheStoreIsClosedIsToldThatItIsOver() {
        final Noting atStore = new Noting(id);
        watch.add(atStore, NEVER);
        Await.until("it is shown", () -> !atStore.shown.isEmpty());
        watched.store().close();
        Await.until("it is told", () -> atStore.told.contains("ended"));

        watch.close();
        final Noting afterwards = new Noting(id);
        watch.add(afterwards, NEVER);

        assertThat(afterwards.told).containsExactly("ended");
    }
}
