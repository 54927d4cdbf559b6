package dev.jobs.worker.attempt;

import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.worker.process.output.OutputObserver;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All that an attempt tells while it runs: its stage and progress, its log, and the signs of life that its child processes give.
 * Safe to share between threads; no call waits for anything.
 */
public final class AttemptNews implements OutputObserver {
    private final NewestProgress progress;
    private final LogBuffer log;
    private final LimitClock limits;
    private final Runnable onNews;

    /**
     * @param kept the most that is kept of the log
     * @param limits gets the signs of life
     * @param ticker the monotonic clock, in nanoseconds
     * @param onNews called when there is something to report, under no lock
     */
    AttemptNews(
            final ClaimedJob claimed,
            final LogLimits kept,
            final LimitClock limits,
            final LongSupplier ticker,
            final Runnable onNews) {
        this.progress = new NewestProgress(claimed, ticker);
        this.log = new LogBuffer(claimed.lease(), kept, ticker);
        this.limits = limits;
        this.onNews = onNews;
    }

    void stage(final String name) {
        limits.sign();
        if (progress.stage(name)) {
            onNews.run();
        }
    }

    public void progress(final double percent) {
        limits.sign();
        if (progress.progress(percent)) {
            onNews.run();
        }
    }

    public void log(final String text) {
        limits.sign();
        if (log.add(text)) {
            onNews.run();
        }
    }

    @Override
    public void onOutput() {
        limits.sign();
    }

    @Override
    public void onLine(final String line) {
        log(line);
    }

    /** The attempt is over: what it tells from now on is not heard. */
    void close() {
        progress.close();
        log.close();
    }

    /** The length of the lines that are to be reported, about. */
    public long characters() {
        return log.bytes();
    }

    /** The reports that are to be made and have not been taken before. */
    public List<Report> take() {
        return Stream.<Report>concat(progress.take().stream(), log.take().stream())
                .toList();
    }
}
