package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.database.PollQuery;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Positions that are reckoned from a snapshot, while others come ahead of them. */
abstract class DeepPositionsTests {
    private static final int URGENT = PollQuery.EXACT + 500;
    private static final int OTHERS = 500;
    private static final int LATECOMERS = 700;

    /** The URL of a database, or a schema, without tables. */
    abstract String newUrl();

    @Test
    void whoIsAheadHasNoLaterPositionEvenWhileMoreUrgentJobsCome() {
        try (JdbcJobStore store = JdbcJobStore.open(newUrl())) {
            submit(store, URGENT, 1);
            final List<JobId> others = submit(store, OTHERS, 0);
            final Map<JobId, Long> before = positions(store, others);
            submit(store, LATECOMERS, 1);

            final Map<JobId, Long> after = positions(store, others);

            assertThat(others.stream().map(before::get))
                    .isSorted()
                    .startsWith(URGENT + 1L)
                    .endsWith((long) URGENT + OTHERS);
            assertThat(others.stream().map(after::get)).isSorted();
        }
    }

    @Test
    void jobsThatCameSinceTheSnapshotAreCountedBehindIt() {
        try (JdbcJobStore store = JdbcJobStore.open(newUrl())) {
            final List<JobId> first = submit(store, URGENT, 0);
            final JobId last = first.get(URGENT - 1);
            assertThat(store.poll(last).orElseThrow().queuePosition()).hasValue(URGENT);

            final List<JobId> later = submit(store, LATECOMERS, 0);

            assertThat(store.poll(later.get(LATECOMERS - 1)).orElseThrow().queuePosition())
                    .hasValue(URGENT + LATECOMERS);
        }
    }

    private static Map<JobId, Long> positions(final JdbcJobStore store, final List<JobId> ids) {
        return store.poll(ids).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        answer -> answer.getValue().queuePosition().orElseThrow()));
    }

    private static List<JobId> submit(final JdbcJobStore store, final int jobs, final int priority) {
        return store.submit(Collections.nCopies(
                jobs, JobRequest.builder("ingest", "{}").priority(priority).build()));
    }
}
