package dev.jobs.http.servlet.watch;

import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.JobView;
import jakarta.servlet.AsyncContext;
import java.util.function.Predicate;

/** A poll that is held until its job looks different from what the client has. */
final class HeldPoll extends HeldRequest {
    private static final int BYTES_PER_CHARACTER = 2;

    private final JobView view;
    private final Predicate<JobPollResponse> until;

    /** A poll of the job as this view has it, held until an answer meets the condition. */
    HeldPoll(
            final AsyncContext async,
            final WaitResources resources,
            final WaitLimit.Permit permit,
            final Hold hold,
            final JobView view,
            final Predicate<JobPollResponse> until) {
        super(async, resources, permit, hold);
        this.view = view;
        this.until = until;
    }

    @Override
    public void show(final JobPollResponse now) {
        if (until.test(now)) {
            answerWithin(
                    BYTES_PER_CHARACTER * now.textLength(), () -> view.of(now).whole());
        }
    }
}
