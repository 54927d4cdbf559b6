package dev.jobs.worker.attempt;

import dev.jobs.OverallProgress;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import java.util.Optional;

/**
 * The newest stage and progress of an attempt, of which only the last between two writes is written. Safe to share between
 * threads.
 */
final class NewestProgress {
    private final ClaimedJob claimed;

    // Guarded by this, as is all below.
    private Optional<Report.Progressed> newest = Optional.empty();
    private boolean unwritten;

    NewestProgress(final ClaimedJob claimed) {
        this.claimed = claimed;
    }

    /** Begins a stage; false if it is the current one. */
    synchronized boolean stage(final String name) {
        final Report.Progressed next = Report.progressed(claimed.lease(), Optional.of(name), 0);
        if (newest.filter(last -> last.stage().equals(next.stage())).isPresent()) {
            return false;
        }
        keep(next.stage(), next.progress());
        return true;
    }

    /** Moves the current stage on; false if it is as far already. */
    synchronized boolean progress(final double percent) {
        final Report.Progressed checked = Report.progressed(claimed.lease(), Optional.empty(), percent);
        if (newest.filter(last -> last.progress() >= checked.progress()).isPresent()) {
            return false;
        }
        keep(newest.flatMap(Report.Progressed::stage), checked.progress());
        return true;
    }

    /** Stages that come and go between two writes count for the overall progress all the same. */
    private void keep(final Optional<String> stage, final double progress) {
        final OverallProgress before =
                newest.map(Report.Progressed::overallProgress).orElse(OverallProgress.NONE);
        newest = Optional.of(Report.progressed(
                claimed.lease(), stage, progress, before.at(claimed.job().stages(), stage, progress)));
        unwritten = true;
    }

    /** The newest, if it has not been taken before. */
    synchronized Optional<Report.Progressed> take() {
        final Optional<Report.Progressed> taken = unwritten ? newest : Optional.empty();
        unwritten = false;
        return taken;
    }
}
