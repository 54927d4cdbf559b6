package dev.jobs.test.assertj;

import dev.jobs.JobType;
import dev.jobs.test.Submission;
import dev.jobs.test.TestJobs;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about what was submitted in a test. */
public final class TestJobsAssert extends AbstractAssert<TestJobsAssert, TestJobs> {
    TestJobsAssert(final TestJobs actual) {
        super(actual, TestJobsAssert.class);
    }

    /**
     * Verifies that at least one job of this type was submitted, and goes on with those.
     *
     * @param <P> the payload's type
     */
    public <P> SubmissionsAssert<P> hasSubmitted(final JobType<P, ?> type) {
        final List<Submission> found = of(type);
        if (found.isEmpty()) {
            throw failure("Expected a job of type \"%s\" to be submitted, but %s", type.name(), all());
        }
        return new SubmissionsAssert<>(found, type);
    }

    /** Verifies that no job of this type was submitted. */
    public TestJobsAssert hasNotSubmitted(final JobType<?, ?> type) {
        if (!of(type).isEmpty()) {
            throw failure("Expected no job of type \"%s\" to be submitted, but %s", type.name(), all());
        }
        return this;
    }

    /** Verifies that no job was submitted. */
    public TestJobsAssert hasSubmittedNothing() {
        if (!submissions().isEmpty()) {
            throw failure("Expected no job to be submitted, but %s", all());
        }
        return this;
    }

    private List<Submission> of(final JobType<?, ?> type) {
        return submissions().stream()
                .filter(submission -> submission.request().type().equals(type.name()))
                .toList();
    }

    private List<Submission> submissions() {
        isNotNull();
        return actual.submissions();
    }

    private String all() {
        return SubmissionsAssert.describe(submissions());
    }
}
