package dev.jobs.http.servlet.response;

import dev.jobs.JobPollResponse;

/** A job as one caller sees it: with his links, and what he may do. Immutable. */
public record JobView(JobLinks links, CancelRight right) {
    public PollRepresentation of(final JobPollResponse answer) {
        return PollRepresentation.of(answer, links.of(answer.job(), right));
    }

    /** For whom a seat is taken: the job's owner; a job without one stands for itself. */
    public static String ownerOf(final JobPollResponse answer) {
        return answer.job().owner().orElseGet(() -> answer.job().id().toString());
    }
}
