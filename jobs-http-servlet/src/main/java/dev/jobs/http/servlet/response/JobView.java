package dev.jobs.http.servlet.response;

import dev.jobs.JobPollResponse;
import java.util.Set;

/** A job as one caller sees it: with the links and the rights of that caller. Immutable. */
public record JobView(JobLinks links, Set<JobRight> rights) {
    public JobView {
        rights = Set.copyOf(rights);
    }

    public PollRepresentation of(final JobPollResponse answer) {
        return PollRepresentation.of(answer, links.of(answer.job(), rights));
    }

    public String json(final JobPollResponse answer) {
        return answer.toJson(links.of(answer.job(), rights));
    }

    /** The owner for whom a permit is taken: the job's owner; a job without one stands for itself. */
    public static String ownerOf(final JobPollResponse answer) {
        return answer.job().owner().orElseGet(() -> answer.job().id().toString());
    }
}
