package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplannedStatementTest {
    private final ReplannedStatement plan = new ReplannedStatement("select 1");

    @Test
    void aRunThatTookNoTimeLeavesTheStatementAsItIs() {
        plan.took(Duration.ofMillis(5).toNanos());

        assertThat(plan.sql()).isEqualTo("select 1");
    }

    @Test
    void aRunThatTookLongMakesItAnotherStatementOfTheSameMeaning() {
        plan.took(Duration.ofSeconds(1).toNanos());

        assertThat(plan.sql()).isNotEqualTo("select 1").startsWith("select 1\n--");
    }

    @Test
    void aNewStatementIsGivenTime() {
        plan.took(Duration.ofSeconds(1).toNanos());
        final String second = plan.sql();

        plan.took(Duration.ofSeconds(1).toNanos());

        assertThat(plan.sql()).isEqualTo(second);
    }
}
