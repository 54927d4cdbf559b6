package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On PostgreSQL besides: a wall clock that jumps. */
class PostgresLostWorkersIT extends LostWorkersTests {
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);

    PostgresLostWorkersIT() throws SQLException {
        super(new PostgresDatabase(), withAClockThatCanJump(Postgres.shared().newSchema()));
    }

    /** The store's time in a schema that is looked at before that of PostgreSQL itself. */
    private static String withAClockThatCanJump(final String schema) {
        final String url = Postgres.shared().url(schema) + ",pg_catalog";
        Sql.execute(url, "create table jump (by_this interval)", "insert into jump values ('0')", """
                create function statement_timestamp() returns timestamptz language sql stable as
                $$ select pg_catalog.statement_timestamp() + (select by_this from jump) $$""");
        return url;
    }

    private void jump(final String interval) {
        Sql.execute(url, "update jump set by_this = by_this + interval '" + interval + "'");
    }

    @Test
    void aClockThatJumpsForwardGivesNoLiveLeaseAway() {
        final JobId id = jobOfASilentWorker(TIME_TO_LIVE);
        assertThat(recovered()).isEmpty();

        jump("1 day");

        assertThat(recovered()).isEmpty();
        pass(TIME_TO_LIVE.minusNanos(1));
        assertThat(recovered()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(recovered()).containsExactly(id);
    }

    @Test
    void aWorkerThatIsHeardAfterTheJumpKeepsItsLeases() {
        store.submit(REQUEST);
        final SomeWorker worker = new SomeWorker(store);
        final var leases = List.of(worker.claim(1).get(0).lease());
        assertThat(recovered()).isEmpty();

        for (final String step : List.of("1 day", "-2 days", "3 hours")) {
            jump(step);
            assertThat(recovered()).isEmpty();
            pass(TIME_TO_LIVE);
            assertThat(worker.lives(leases, TIME_TO_LIVE)).isEmpty();
            assertThat(recovered()).isEmpty();
        }
    }

    @Test
    void aClockThatJumpsBackDoesNotKeepALostWorkersJobs() {
        final JobId id = jobOfASilentWorker(TIME_TO_LIVE);

        jump("-1 day");

        assertThat(recovered()).isEmpty();
        pass(TIME_TO_LIVE);
        assertThat(recovered()).containsExactly(id);
    }
}
