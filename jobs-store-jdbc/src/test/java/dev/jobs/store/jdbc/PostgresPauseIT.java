package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostgresPauseIT extends PauseTests {
    private static final String APPLICATION = "pauses-" + UUID.randomUUID();

    PostgresPauseIT() {
        super(
                Postgres.shared().newUrl() + "&ApplicationName=" + APPLICATION,
                "select pid from pg_stat_activity where wait_event_type = 'Lock' and application_name = '" + APPLICATION
                        + "'");
    }

    @Test
    void aPauseReadsNotAllThatHaveEndedToForgetThoseThatAreTooOld() {
        Sql.execute(
                url,
                "insert into jobs_past_pause (kind, name, paused_at, ended_at) select 'owner', 'owner-' || n, now(), now()"
                        + " from generate_series(1, 40000) n",
                "analyze jobs_past_pause");
        Postgres.shared().countStatements();

        pause("one");

        assertThat(Integer.parseInt(Sql.query(
                                url,
                                "select sum(shared_blks_hit + shared_blks_read) from public.pg_stat_statements"
                                        + " where query like 'delete from jobs_past_pause%'")
                        .get(0)))
                .isLessThan(100);
    }

    @Test
    void aPauseThatEndsWhileOthersAreKeptIsNotLost() throws SQLException {
        pauseForAMoment();

        meet("lock table jobs_past_pause in exclusive mode", this::awaitItsEnd, () -> pause("other"));
        pause("another");

        assertThat(past()).containsExactly(ENDS.name());
    }
}
