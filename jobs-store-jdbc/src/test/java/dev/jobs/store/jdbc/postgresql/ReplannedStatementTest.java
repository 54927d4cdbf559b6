package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplannedStatementTest {
    private final AtomicLong now = new AtomicLong();
    private final ReplannedStatement plan = new ReplannedStatement("select 1", now::get);

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

    @Test
    void oneThatIsStillSlowAfterItsTrialIsReplacedAgain() {
        plan.took(Duration.ofSeconds(1).toNanos());
        final String second = plan.sql();
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        plan.took(Duration.ofSeconds(1).toNanos());

        assertThat(plan.sql()).isNotEqualTo(second).startsWith("select 1\n--");
    }
}
