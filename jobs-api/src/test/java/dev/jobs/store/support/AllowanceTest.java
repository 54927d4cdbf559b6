package dev.jobs.store.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.WaitReason;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {
    private static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");
    private static final Set<String> API = Set.of("api");

    /** The times at which jobs start that are looked at each so many microseconds. */
    private static List<Instant> starts(final StartRate rate, final int micros, final Duration time) {
        final LimitSet limits =
                LimitSet.of(List.of(Limit.builder("api").rate(rate).build()));
        final Map<String, KeyUse> uses = new HashMap<>();
        final List<Instant> starts = new ArrayList<>();
        for (Instant now = BEGIN; now.isBefore(BEGIN.plus(time)); now = now.plusNanos(micros * 1_000L)) {
            final Allowance allowance =
                    new Allowance(now, limits, PauseSet.NONE, key -> uses.getOrDefault(key, KeyUse.NONE));
            while (allowance.keptBack(API, Optional.empty()).isEmpty()) {
                allowance.started(API);
                starts.add(now);
            }
            uses.putAll(allowance.changed());
        }
        return starts;
    }

    @ParameterizedTest
    @CsvSource({"10, 1000, 1", "7, 1000, 1", "3, 100, 5", "1, 300, 1", "1000, 1000, 20"})
    void noWindowOfAPeriodHasMoreStartsThanTheRateAndItsBurstAllow(
            final int allowed, final int periodMillis, final int burst) {
        final Duration period = Duration.ofMillis(periodMillis);
        final List<Instant> starts = starts(new StartRate(allowed, period, burst), 700, period.multipliedBy(3));

        for (final Instant from : starts) {
            assertThat(starts)
                    .filteredOn(start -> !start.isBefore(from) && start.isBefore(from.plus(period)))
                    .hasSizeLessThanOrEqualTo(allowed + burst - 1);
        }
        assertThat(starts).hasSizeGreaterThan(2 * allowed);
    }

    @Test
    void theStrongestOfSeveralReasonsIsTold() {
        final LimitSet limits = LimitSet.of(
                List.of(Limit.builder("a").starts(1, Duration.ofHours(1)).build(), Limit.atOnce("b", 1)));
        final Allowance allowance = new Allowance(BEGIN, limits, PauseSet.NONE, key -> KeyUse.NONE);
        allowance.started(List.of("a", "b"));

        assertThat(allowance.keptBack(List.of("a", "b"), Optional.of("ann")))
                .hasValueSatisfying(kept -> assertThat(kept.reason()).isEqualTo(WaitReason.LIMIT_REACHED));
        assertThat(allowance.keptBack(List.of("a"), Optional.empty()))
                .hasValueSatisfying(kept -> assertThat(kept.until()).contains(BEGIN.plus(Duration.ofHours(1))));
        assertThat(allowance.keptBack(List.of("c"), Optional.empty())).isEmpty();
    }
}
