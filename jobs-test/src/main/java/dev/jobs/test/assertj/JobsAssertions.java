package dev.jobs.test.assertj;

import dev.jobs.test.TestJobs;

/** The entrance to assertions about jobs, to be imported beside that of AssertJ. */
public final class JobsAssertions {
    private JobsAssertions() {}

    /** Begins assertions about what was submitted in a test. */
    public static TestJobsAssert assertThat(final TestJobs actual) {
        return new TestJobsAssert(actual);
    }
}
