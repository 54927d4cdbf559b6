package dev.jobs.store.jdbc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedLookupsTest {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration USABLE = Duration.ofSeconds(5);

    private final AtomicLong now = new AtomicLong();
    private final SharedLookups<String> lookups = new SharedLookups<>("", FRESH, USABLE, now::get);

    @Test
    void eachNameHasAValueOfItsOwnThatIsLookedUpOnce() throws SQLException {
        assertThat(lookups.current("a", () -> "first")).isEqualTo("first");
        assertThat(lookups.current("b", () -> "other")).isEqualTo("other");
        assertThat(lookups.current("a", () -> "second")).isEqualTo("first");
    }

    @Test
    void whatNobodyHasNeededForAWhileIsForgottenWhenAnotherNameComes() throws SQLException {
        for (int i = 0; i < 100; i++) {
            lookups.current("queue" + i, () -> "value");
        }
        now.addAndGet(FRESH.toNanos());
        lookups.current("queue1", () -> "in use");
        now.addAndGet(USABLE.minus(FRESH).toNanos());

        lookups.current("another", () -> "new");

        assertThat(lookups.size()).isEqualTo(2);
    }

    @Test
    void whatIsLookedUpAtTheMomentIsKept() throws SQLException {
        lookups.current("a", () -> lookups.current("b", () -> "value"));

        assertThat(lookups.size()).isEqualTo(2);
    }
}
