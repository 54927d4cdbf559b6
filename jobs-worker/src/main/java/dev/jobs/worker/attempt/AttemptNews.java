package dev.jobs.worker.attempt;

import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.worker.process.output.OutputObserver;
import java.util.List;

/**
 * All that an attempt tells while it runs: its stage and progress, and the signs of life that its child processes give. Safe to
 * share between threads; no call waits for anything.
 */
public final class AttemptNews implements OutputObserver {
    private final NewestProgress progress;
    private final LimitClock limits;
    private final Runnable onNews;

    /**
     * @param limits gets the signs of life
     * @param onNews called when there is something to report, under no lock
     */
    AttemptNews(final ClaimedJob claimed, final LimitClock limits, final Runnable onNews) {
        this.progress = new NewestProgress(claimed);
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

    @Override
    public void onOutput() {
        limits.sign();
    }

    /** What is to be reported and has not been taken before. */
    public List<Report> take() {
        return progress.take().<List<Report>>map(List::of).orElse(List.of());
    }
}
