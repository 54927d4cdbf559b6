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
    void aPauseThatEndsWhileOthersAreKeptIsNotLost() throws SQLException {
        pauseForAMoment();

        meet("lock table jobs_past_pause in exclusive mode", this::awaitItsEnd, () -> pause("other"));
        pause("another");

        assertThat(past()).containsExactly(ENDS.name());
    }
}
