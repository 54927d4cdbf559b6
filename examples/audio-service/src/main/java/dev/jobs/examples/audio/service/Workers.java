package dev.jobs.examples.audio.service;

import dev.jobs.store.JobStore;

/** Runs the jobs. */
final class Workers {
    private Workers() {}

    static AutoCloseable start(final Settings settings, final JobStore store, final AudioFiles files) {
        return () -> {};
    }
}
