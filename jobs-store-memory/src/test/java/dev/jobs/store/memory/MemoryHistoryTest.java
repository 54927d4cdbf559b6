package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeRange;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The history of the memory store as time goes on, and back. */
class MemoryHistoryTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private Instant now = Instant.parse("2026-01-05T10:07:00Z");
    private final MemoryJobStore store = new MemoryJobStore(() -> now, () -> 0L);

    private void submit() {
        store.submit(JobRequest.builder("ingest", "{}").build());
    }

    private long submitted(final Instant from, final Instant until, final Duration step) {
        return store.history(new HistoryQuery(new TimeRange(from, until), step)).activities().stream()
                .mapToLong(Activity::submitted)
                .sum();
    }

    private void pass(final Duration time) {
        now = now.plus(time);
    }

    @Test
    void anHourThatWasReadBeforeItsEndCountsWhatComesLater() {
        final Instant from = Instant.parse("2026-01-05T10:00:00Z");
        submit();
        pass(Duration.ofMinutes(20));
        submit();

        assertThat(submitted(from, from.plus(HOUR), HOUR)).isEqualTo(2);
        submit();
        assertThat(submitted(from, from.plus(HOUR), HOUR)).isEqualTo(3);
        pass(HOUR);
        submit();
        assertThat(submitted(from, from.plus(HOUR), HOUR)).isEqualTo(3);
        assertThat(submitted(from, from.plus(HOUR).plus(HOUR), HOUR)).isEqualTo(4);
    }

    @Test
    void anHourThatWasOverCountsWhatHappensWhenTheClockWentBack() {
        final Instant from = Instant.parse("2026-01-05T10:00:00Z");
        submit();
        pass(HOUR);
        submit();
        assertThat(submitted(from, from.plus(HOUR), HOUR)).isEqualTo(1);

        pass(HOUR.negated());
        submit();

        assertThat(submitted(from, from.plus(HOUR), HOUR)).isEqualTo(2);
    }

    @Test
    void aRangeThatBeginsWithinAnHourDoesNotTellOfAllOfIt() {
        submit();
        pass(Duration.ofMinutes(10));
        submit();
        pass(HOUR);
        submit();

        assertThat(submitted(Instant.parse("2026-01-05T10:08:00Z"), now, HOUR)).isEqualTo(1);
    }

    @Test
    void minutesAndTheirSumsAreKeptForAWeek() {
        final Instant begin = now;
        submit();
        pass(HOUR);
        assertThat(submitted(begin.minus(HOUR), now, HOUR)).isEqualTo(1);
        submit();

        pass(HistoryQuery.KEPT);
        submit();

        assertThat(submitted(begin.minus(HOUR), now.plus(HOUR), HOUR)).isEqualTo(2);
        assertThat(submitted(begin.minus(HOUR), now.plus(HOUR), Duration.ofMinutes(10)))
                .isEqualTo(2);
    }
}
