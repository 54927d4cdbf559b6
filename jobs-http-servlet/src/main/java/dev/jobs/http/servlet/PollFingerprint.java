package dev.jobs.http.servlet;

import dev.jobs.Estimate;
import dev.jobs.JobPollResponse;
import dev.jobs.Waiting;
import java.time.Duration;
import java.util.Optional;

/** All by which two answers of one job can differ: small enough to keep for everyone who waits. Immutable. */
record PollFingerprint(
        long revision, Optional<Waiting> waiting, Optional<Estimate> estimate, Optional<Duration> pollAfter) {
    static PollFingerprint in(final JobPollResponse answer) {
        return new PollFingerprint(answer.job().revision(), answer.waiting(), answer.estimate(), answer.pollAfter());
    }
}
