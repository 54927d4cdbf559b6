package dev.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.Await;
import dev.jobs.testing.TestWorker;
import dev.jobs.testing.WatchedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watchers of the lines that jobs log. */
class LogWatcherTest {
    private final WatchedStore watched = new WatchedStore(new MemoryJobStore());
    private final TestWorker worker = new TestWorker(watched.store());
    private final JobWatch watch = JobWatch.builder(watched.store())
            .pollInterval(Duration.ofMillis(10))
            .build();

    @AfterEach
    void close() {
        watch.close();
    }

    /** Keeps all that it is told, in its order. */
    private static final class Reader implements LogWatcher {
        private final JobId id;
        private final List<String> told = new CopyOnWriteArrayList<>();

        Reader(final JobId id) {
            this.id = id;
        }

        @Override
        public JobId jobId() {
            return id;
        }

        @Override
        public void show(final JobPollResponse now) {
            told.add("shown " + now.job().status().wireName());
        }

        @Override
        public void logged(final long newest) {
            told.add("logged " + newest);
        }

        @Override
        public void gone() {
            told.add("gone");
        }

        @Override
        public Optional<Duration> wake() {
            return Optional.empty();
        }

        @Override
        public void end(final Throwable why) {
            told.add("ended");
        }
    }

    private Reader read(final JobId id) {
        final Reader reader = new Reader(id);
        watch.add(reader, Duration.ofMinutes(1));
        return reader;
    }

    private JobId submit() {
        return watched.store().submit(JobRequest.builder("ingest", "{}").build());
    }

    private void log(final Lease lease, final long number) {
        watched.store()
                .report(List.of(Report.logged(
                        lease,
                        number,
                        List.of(new Report.Logged.Line("line " + number, Duration.ZERO)),
                        LogLimits.STANDARD)));
    }

    @Test
    void theNewestLineIsToldAfterTheJobWasShownSoThatNoLineIsMissedAtTheEnd() {
        final Reader reader = read(submit());
        final Lease lease = worker.claim();
        log(lease, 1);
        Await.until("the line is told of", () -> reader.told.contains("logged 1"));

        log(lease, 2);
        worker.complete(lease, "{}");

        Await.until("the end is told of", () -> reader.told.contains("shown complete"));
        Await.until(
                "the last line is told of",
                () -> reader.told.indexOf("shown complete") < reader.told.lastIndexOf("logged 2"));
    }

    @Test
    void theLogsOfManyJobsAreLookedAtInOneCallAndOnlyOfThoseThatSomebodyReads() {
        List.of(submit(), submit(), submit()).forEach(this::read);
        final var unused = watch.waitForAsync(submit(), Duration.ofMinutes(1));
        final int before = watched.calls("poll");

        Await.until("there were many polls", () -> watched.calls("poll") > before + 20);

        assertThat(watched.lastOf("newestLogLines")).isEqualTo(3);
        assertThat(watched.calls("newestLogLines")).isLessThanOrEqualTo(watched.calls("poll"));
        assertThat(watched.calls("log")).isZero();
    }

    @Test
    void anOutageOfTheStoreEndsNoWait() {
        final Reader reader = read(submit());
        final Lease lease = worker.claim();
        watched.failWith("newestLogLines", () -> new JobStoreUnavailableException("refused", new IOException("down")));
        final int looks = watched.calls("newestLogLines");
        Await.until("it was looked for in vain", () -> watched.calls("newestLogLines") > looks + 1);
        log(lease, 1);

        watched.recover();

        Await.until("the line is told of", () -> reader.told.contains("logged 1"));
        assertThat(reader.told).doesNotContain("ended");
    }

    @Test
    void aLogThatCannotBeReadEndsItsReadersAndKeepsNobodyElseFromWaiting() throws Exception {
        final JobId id = submit();
        final Reader reader = read(id);
        watched.failWith("newestLogLines", () -> new IllegalStateException("on purpose"));
        final var waiting = watch.waitForAsync(id, Duration.ofMinutes(1));
        Await.until("the reader is told", () -> reader.told.contains("ended"));

        worker.complete(worker.claim(), "{}");

        assertThat(waiting.get()).isPresent();
    }
}
