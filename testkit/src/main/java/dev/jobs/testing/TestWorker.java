package dev.jobs.testing;

import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A worker that does what a test tells it to. */
public final class TestWorker {
    private static final Set<String> TYPES = Set.of("ingest", "preview");
    private static final Set<String> QUEUES = Set.of("default");

    private final JobStore store;
    private final WorkerId id = WorkerId.random();
    private final Map<Lease, Long> logged = new HashMap<>();

    public TestWorker(final JobStore store) {
        this.store = store;
        store.heartbeat(Heartbeat.builder(
                        id,
                        WorkerProfile.builder("test")
                                .types(TYPES)
                                .queues(QUEUES)
                                .slots(10)
                                .build())
                .timeToLive(Duration.ofDays(1))
                .build());
    }

    /** Claims the job that starts next. */
    public Lease claim() {
        return store.claim(ClaimRequest.builder(id)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build())
                .get(0)
                .lease();
    }

    public void progress(final Lease lease, final String stage, final double percent) {
        store.report(Report.progressed(lease, Optional.of(stage), percent));
    }

    /** Logs these lines, one after another. */
    public void log(final Lease lease, final String... texts) {
        final long first = logged.getOrDefault(lease, 0L) + 1;
        logged.put(lease, first + texts.length - 1);
        store.report(List.of(Report.logged(
                lease,
                first,
                Stream.of(texts)
                        .map(text -> new Report.Logged.Line(text, Duration.ZERO))
                        .toList(),
                LogLimits.STANDARD)));
    }

    /** Logs so many lines of so many characters, of which all are kept. */
    public void logLong(final Lease lease, final int lines, final int characters) {
        final Report.Logged.Line line = new Report.Logged.Line("x".repeat(characters), Duration.ZERO);
        store.report(List.of(
                Report.logged(lease, 1, Collections.nCopies(lines, line), new LogLimits(lines, 64 << 20, characters))));
    }

    public void complete(final Lease lease, final String result) {
        store.report(Report.completed(lease, Optional.of(result)));
    }

    public void completeWithNothing(final Lease lease) {
        store.report(Report.completed(lease, Optional.empty()));
    }

    public void fail(final Lease lease, final String error) {
        store.report(Report.failedForGood(lease, error));
    }

    public void release(final Lease lease) {
        store.report(Report.released(lease, Release.CONFIRMED));
    }
}
