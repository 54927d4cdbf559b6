package dev.jobs.http.servlet.response;

import dev.jobs.JobPollResponse;

/** A job as one caller sees it: with the links and the rights of that caller. Immutable. */
public record JobView(JobLinks links, CancelRight right) {
    public PollRepresentation of(final JobPollResponse answer) {
        return PollRepresentation.of(answer, links.of(answer.job(), right));
    }

    /** The owner for whom a permit is taken: the job's owner; a job without one stands for itself. */
    public static String ownerOf(final JobPollResponse answer) {
        return answer.job().owner().orElseGet(() -> answer.job().id().toString());
    }
}
