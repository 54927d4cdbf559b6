package dev.jobs.store.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeRange;
import dev.jobs.store.support.HistoryUnit.Part;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryUnitTest {
    private static Instant at(final String time) {
        return Instant.parse("2026-01-05T" + time + "Z");
    }

    private static Part part(final HistoryUnit unit, final String from, final String until) {
        return new Part(unit, new TimeRange(at(from), at(until)));
    }

    private static HistoryQuery query(final String from, final String until, final int minutes) {
        return new HistoryQuery(new TimeRange(at(from), at(until)), Duration.ofMinutes(minutes));
    }

    @Test
    void aRangeInHoursIsReadByHoursAndAtItsEndsByShorterUnits() {
        assertThat(HistoryUnit.parts(query("10:07:30", "13:19:01", 120)))
                .containsExactly(
                        part(HistoryUnit.MINUTE, "13:15:00", "13:20:00"),
                        part(HistoryUnit.QUARTER, "13:00:00", "13:15:00"),
                        part(HistoryUnit.HOUR, "11:00:00", "13:00:00"),
                        part(HistoryUnit.QUARTER, "10:15:00", "11:00:00"),
                        part(HistoryUnit.MINUTE, "10:07:00", "10:15:00"));
    }

    @Test
    void aUnitThatDoesNotFitIntoTheStepsIsNotUsed() {
        assertThat(HistoryUnit.parts(query("10:00:00", "13:00:00", 45)))
                .containsExactly(part(HistoryUnit.QUARTER, "10:00:00", "13:00:00"));
        assertThat(HistoryUnit.parts(query("10:00:00", "13:00:00", 20)))
                .containsExactly(part(HistoryUnit.MINUTE, "10:00:00", "13:00:00"));
    }

    @Test
    void aShortRangeHasNoWholeUnit() {
        assertThat(HistoryUnit.parts(query("10:01:00", "10:14:00", 60)))
                .containsExactly(part(HistoryUnit.MINUTE, "10:01:00", "10:14:00"));
        assertThat(HistoryUnit.parts(query("10:01:00", "10:01:00", 60))).isEmpty();
    }

    @Test
    void theEndsOfAllTimeAreTimesToo() {
        final HistoryQuery all =
                new HistoryQuery(new TimeRange(Instant.MIN, Instant.MAX), Duration.ofDays(1_000_000_000));

        assertThat(HistoryUnit.parts(all))
                .anyMatch(
                        part -> part.unit() == HistoryUnit.HOUR && part.range().contains(at("10:00:00")));
    }

    @Test
    void unitsBeginAtMultiplesOfTheirLength() {
        assertThat(HistoryUnit.HOUR.startOf(at("10:59:59"))).isEqualTo(at("10:00:00"));
        assertThat(HistoryUnit.QUARTER.startOf(at("10:59:59"))).isEqualTo(at("10:45:00"));
        assertThat(HistoryUnit.MINUTE.startOf(Instant.ofEpochSecond(-1))).isEqualTo(Instant.ofEpochSecond(-60));
    }
}
