package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.JobPollResponse;

/** The size of poll answers: of what in them can be large. */
final class Answers {
    private static final int BYTES_PER_CHARACTER = 2;

    private Answers() {}

    /** How many characters of it the job's handler determines. */
    static long characters(final JobPollResponse answer) {
        final Job job = answer.job();
        return (long) job.result().map(String::length).orElse(0)
                + job.error().map(String::length).orElse(0);
    }

    /** At most how many bytes of memory those take. */
    static long bytes(final JobPollResponse answer) {
        return BYTES_PER_CHARACTER * characters(answer);
    }
}
