package dev.jobs.store.testkit;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The queue positions that polls answer with. */
final class QueuePositions {
    private QueuePositions() {}

    static OptionalLong of(final Jobs jobs, final JobId id) {
        return jobs.poll(id).map(JobPollResponse::queuePosition).orElseGet(OptionalLong::empty);
    }

    /** Those of the jobs that have one. */
    static Map<JobId, Long> of(final Jobs jobs, final Collection<JobId> ids) {
        final Map<JobId, Long> positions = new HashMap<>();
        jobs.poll(ids)
                .forEach((id, answer) -> answer.queuePosition().ifPresent(position -> positions.put(id, position)));
        return positions;
    }
}
