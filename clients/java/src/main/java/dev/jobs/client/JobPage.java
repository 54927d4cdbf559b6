package dev.jobs.client;

import java.util.List;
import java.util.Optional;

/**
 * A page of a caller's own jobs, the newest first. Immutable.
 *
 * @param jobs the jobs; a page may have fewer than were asked for, though others follow
 * @param nextPageToken what to ask for the next page with; empty on the last
 */
public record JobPage(List<PolledJob> jobs, Optional<String> nextPageToken) {
    /** Takes a copy of the jobs. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }

    static JobPage of(final JsonObject answer) {
        return new JobPage(jobs(answer), answer.string("nextPageToken"));
    }

    /** The jobs in an answer that has several. */
    static List<PolledJob> jobs(final JsonObject answer) {
        return answer.array("jobs").orElseThrow(() -> new IllegalArgumentException("this is no list of jobs")).stream()
                .map(job -> PolledJob.of(JsonObject.parse(job)))
                .toList();
    }
}
