package dev.jobs.test.assertj;

import dev.jobs.Job;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobType;
import dev.jobs.test.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the submitted jobs of one type. Each verifies that at least one of them is as it says, and goes on with those that are:
 * all that one chain of assertions says is true of the same jobs.
 *
 * @param <P> the payload's type
 */
public final class SubmissionsAssert<P> extends AbstractAssert<SubmissionsAssert<P>, List<Submission>> {
    private final JobType<P, ?> type;

    SubmissionsAssert(final List<Submission> actual, final JobType<P, ?> type) {
        super(actual, SubmissionsAssert.class);
        this.type = type;
    }

    /** Verifies that one has a payload that is equal to this, when it is written as JSON and read again. */
    public SubmissionsAssert<P> withPayload(final P expected) {
        return narrowed("the payload " + expected, submission -> Objects.equals(payload(submission), expected));
    }

    /** Verifies that one has a payload that meets these requirements. */
    public SubmissionsAssert<P> withPayloadSatisfying(final Consumer<? super P> requirements) {
        final List<AssertionError> failures = new ArrayList<>();
        final List<Submission> found = actual.stream()
                .filter(submission -> isMet(requirements, submission, failures))
                .toList();
        if (found.isEmpty()) {
            final AssertionError error = failure(
                    "Expected a submitted job of type \"%s\" with a payload that meets the requirements, but %s",
                    type.name(), describe(actual));
            failures.forEach(error::addSuppressed);
            throw error;
        }
        return new SubmissionsAssert<>(found, type);
    }

    private boolean isMet(
            final Consumer<? super P> requirements, final Submission submission, final List<AssertionError> failures) {
        try {
            requirements.accept(payload(submission));
            return true;
        } catch (final AssertionError e) {
            failures.add(e);
            return false;
        }
    }

    private P payload(final Submission submission) {
        return type.payload(new Job(
                submission.id(),
                submission.request(),
                JobState.builder(submission.at()).build()));
    }

    /** Verifies that one has this owner. */
    public SubmissionsAssert<P> withOwner(final String owner) {
        return matching("the owner " + owner, request -> request.owner().equals(Optional.of(owner)));
    }

    /** Verifies that one is in this queue. */
    public SubmissionsAssert<P> inQueue(final String queue) {
        return matching("the queue " + queue, request -> request.queue().equals(queue));
    }

    /** Verifies that one has this priority. */
    public SubmissionsAssert<P> withPriority(final int priority) {
        return matching("the priority " + priority, request -> request.priority() == priority);
    }

    /** Verifies that one has this attribute. */
    public SubmissionsAssert<P> withAttribute(final String name, final String value) {
        return matching(
                "the attribute " + name + "=" + value,
                request -> value.equals(request.attributes().get(name)));
    }

    /** Verifies that one has this idempotency key. */
    public SubmissionsAssert<P> withIdempotencyKey(final String key) {
        return matching(
                "the idempotency key " + key,
                request -> request.idempotencyKey().equals(Optional.of(key)));
    }

    /** Verifies that one is due after this time, counted from its submission. */
    public SubmissionsAssert<P> dueAfter(final Duration delay) {
        return narrowed(
                "a delay of " + delay,
                submission -> due(submission).equals(submission.at().plus(delay)));
    }

    /** Verifies that one is due at this time. */
    public SubmissionsAssert<P> dueAt(final Instant time) {
        return narrowed("the due time " + time, submission -> due(submission).equals(time));
    }

    private static Instant due(final Submission submission) {
        final JobRequest request = submission.request();
        return request.dueAt()
                .orElseGet(() -> submission.at().plus(request.delay().orElse(Duration.ZERO)));
    }

    /** Verifies that one was submitted on a connection whose transaction is the caller's. */
    public SubmissionsAssert<P> inTransaction() {
        return narrowed(
                "a submission within a transaction", submission -> submission.way() == Submission.Way.IN_TRANSACTION);
    }

    /** Verifies that exactly one is as the assertions before this say. */
    public SubmissionsAssert<P> once() {
        return times(1);
    }

    /** Verifies that exactly so many are as the assertions before this say. */
    public SubmissionsAssert<P> times(final int number) {
        if (actual.size() != number) {
            throw failure("Expected %s such jobs of type \"%s\", but %s", number, type.name(), describe(actual));
        }
        return this;
    }

    private SubmissionsAssert<P> matching(final String what, final Predicate<JobRequest> rule) {
        return narrowed(what, submission -> rule.test(submission.request()));
    }

    private SubmissionsAssert<P> narrowed(final String what, final Predicate<Submission> rule) {
        final List<Submission> found = actual.stream().filter(rule).toList();
        if (found.isEmpty()) {
            throw failure(
                    "Expected a submitted job of type \"%s\" with %s, but %s", type.name(), what, describe(actual));
        }
        return new SubmissionsAssert<>(found, type);
    }

    static String describe(final List<Submission> submissions) {
        return submissions.isEmpty()
                ? "nothing was submitted"
                : "these were:"
                        + submissions.stream()
                                .map(submission -> "\n  " + describe(submission))
                                .collect(Collectors.joining());
    }

    private static String describe(final Submission submission) {
        final JobRequest request = submission.request();
        return request.type() + " " + request.payload().orElse("without payload")
                + request.owner().map(owner -> ", owner " + owner).orElse("")
                + (request.queue().equals(JobRequest.DEFAULT_QUEUE) ? "" : ", queue " + request.queue())
                + (request.attributes().isEmpty() ? "" : ", attributes " + request.attributes())
                + ", due " + due(submission)
                + (submission.way() == Submission.Way.IN_TRANSACTION ? ", in a transaction" : "");
    }
}
