package dev.jobs.test;

import dev.jobs.store.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that one attempt has told, in its order. Safe to share between threads. */
final class AttemptRecord {
    // Guarded by this, as is all below.
    private final List<StageProgress> progress = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private Optional<Throwable> failure = Optional.empty();

    synchronized void add(final Report report) {
        if (report instanceof Report.Progressed told) {
            final StageProgress next = new StageProgress(told.stage(), told.progress());
            if (progress.isEmpty() || !progress.get(progress.size() - 1).equals(next)) {
                progress.add(next);
            }
        } else if (report instanceof Report.Logged logged) {
            logged.lines().forEach(line -> log.add(line.text()));
        }
    }

    synchronized void failed(final Throwable thrown) {
        failure = Optional.of(thrown);
    }

    synchronized List<StageProgress> progress() {
        return List.copyOf(progress);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    synchronized Optional<Throwable> failure() {
        return failure;
    }
}
