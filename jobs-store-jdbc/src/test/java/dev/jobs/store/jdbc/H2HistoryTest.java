package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rows of the history, as they are written, added up and deleted. */
class H2HistoryTest {
    private static final String ROW = """
            insert into jobs_history (minute_at, queue, type, submitted, started, completed, failed, cancelled, waited, ran)
            select date_trunc('minute', dateadd(day, -%d, current_timestamp)), 'q', 't', 7, 0, 0, 0, 0, z.a, z.a
            from (select array_agg(cast(0 as bigint)) as a from system_range(1, 30)) as z""";

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Test
    void minutesAreKeptForAWeek() {
        JdbcJobStore.open(url).close();
        Sql.execute(url, String.format(Locale.ROOT, ROW, 6), String.format(Locale.ROOT, ROW, 8));

        try (JobStore store = JdbcJobStore.open(url)) {
            store.submit(JobRequest.builder("t", "{}").queue("q").build());
            final Instant now = store.overview().at();
            final HistoryQuery query = new HistoryQuery(
                    new TimeRange(now.minus(Duration.ofDays(9)), now.plusSeconds(120)), Duration.ofMinutes(10));

            assertThat(store.history(query).activities())
                    .extracting(Activity::submitted)
                    .containsExactlyInAnyOrder(7L, 1L);
        }
        assertThat(Sql.query(url, "select count(*) from jobs_history")).containsExactly("2");
    }

    @Test
    void whatIsNotWrittenYetIsWrittenAtTheClose() {
        try (JobStore store = JdbcJobStore.open(url)) {
            store.submit(JobRequest.builder("t", "{}").build());
        }

        assertThat(Sql.query(url, "select submitted from jobs_history")).containsExactly("1");
    }
}
