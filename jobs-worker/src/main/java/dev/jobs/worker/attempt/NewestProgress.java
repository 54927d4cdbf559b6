package dev.jobs.worker.attempt;

import dev.jobs.OverallProgress;
import dev.jobs.StageTime;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The newest stage and progress of an attempt, of which only the last between two writes is written, and the times that its
 * stages took. Safe to share between threads.
 */
final class NewestProgress {
    private final ClaimedJob claimed;
    private final LongSupplier ticker;

    // Guarded by this, as is all below.
    private final Deque<StageTime> stageTimes = new ArrayDeque<>();
    private Optional<Report.Progressed> newest = Optional.empty();
    private long stageBegunAt;
    private boolean unwritten;
    private boolean stageTimesUnwritten;
    private boolean closed;

    /** @param ticker the monotonic clock, in nanoseconds */
    NewestProgress(final ClaimedJob claimed, final LongSupplier ticker) {
        this.claimed = claimed;
        this.ticker = ticker;
    }

    /** Begins a stage; false if it is the current one. */
    synchronized boolean stage(final String name) {
        final Report.Progressed next = Report.progressed(claimed.lease(), Optional.of(name), 0);
        if (closed || stage().equals(next.stage())) {
            return false;
        }
        leaveStage();
        keep(next.stage(), next.progress());
        return true;
    }

    /** Moves the current stage on; false if it is as far already. */
    synchronized boolean progress(final double percent) {
        final Report.Progressed checked = Report.progressed(claimed.lease(), Optional.empty(), percent);
        if (closed
                || newest.filter(last -> last.progress() >= checked.progress()).isPresent()) {
            return false;
        }
        keep(stage(), checked.progress());
        return true;
    }

    private Optional<String> stage() {
        return newest.flatMap(Report.Progressed::stage);
    }

    /** The attempt is over: its last stage ends, and no other begins. */
    synchronized void close() {
        if (!closed && stage().isPresent()) {
            leaveStage();
            unwritten = true;
        }
        closed = true;
    }

    private void leaveStage() {
        final long now = ticker.getAsLong();
        stage().ifPresent(left -> {
            stageTimes.add(new StageTime(left, Duration.ofNanos(Math.max(0, now - stageBegunAt))));
            if (stageTimes.size() > StageTime.MOST_KEPT) {
                stageTimes.remove();
            }
            stageTimesUnwritten = true;
        });
        stageBegunAt = now;
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
        if (!unwritten) {
            return Optional.empty();
        }
        final Optional<Report.Progressed> taken =
                stageTimesUnwritten ? newest.map(last -> last.withStageTimes(List.copyOf(stageTimes))) : newest;
        unwritten = false;
        stageTimesUnwritten = false;
        return taken;
    }
}
