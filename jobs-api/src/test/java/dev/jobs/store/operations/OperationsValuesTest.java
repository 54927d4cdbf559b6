package dev.jobs.store.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationsValuesTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    @Test
    void aHistoryIsAskedForInWholeMinutesAndNotInTooManySteps() {
        final TimeRange day = new TimeRange(NOON.minus(Duration.ofDays(1)), NOON);

        assertThat(new HistoryQuery(day, Duration.ofMinutes(1)).step()).isEqualTo(Duration.ofMinutes(1));
        for (final Duration step :
                List.of(Duration.ofSeconds(59), Duration.ofSeconds(90), Duration.ofMillis(60_001), Duration.ZERO)) {
            assertThatThrownBy(() -> new HistoryQuery(day, step)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new HistoryQuery(TimeRange.until(NOON), Duration.ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void minutesAreAddedUpToSteps() {
        final HistoryQuery query =
                new HistoryQuery(new TimeRange(NOON, NOON.plus(Duration.ofHours(1))), Duration.ofMinutes(5));
        final History.Builder history = History.builder(query);

        for (int minute = 0; minute < 10; minute++) {
            history.add(Activity.builder("q", "t", NOON.plus(Duration.ofMinutes(minute)))
                    .submitted(1)
                    .build());
        }

        assertThat(history.build().activities())
                .containsExactly(
                        Activity.builder("q", "t", NOON).submitted(5).build(),
                        Activity.builder("q", "t", NOON.plus(Duration.ofMinutes(5)))
                                .submitted(5)
                                .build());
    }

    @Test
    void failuresBeyondTheMostAreLeftOutAndTheNumberIsALowerBound() {
        final Failures.Builder many = Failures.builder(NOON);
        final Failures.Builder different = Failures.builder(NOON);

        for (int i = 0; i < Failures.MOST_JOBS + 1; i++) {
            many.add(JobId.random(), "t", "same", NOON.minusSeconds(i));
            different.add(JobId.random(), "t", "error " + i, NOON.minusSeconds(i));
        }

        assertThat(many.build().jobs()).isEqualTo(JobCount.atLeast(Failures.MOST_JOBS, NOON));
        assertThat(many.build().groups()).singleElement().returns((long) Failures.MOST_JOBS, FailureGroup::jobs);
        assertThat(different.build().jobs()).isEqualTo(JobCount.atLeast(Failures.MOST_GROUPS, NOON));
        assertThat(different.build().groups()).hasSize(Failures.MOST_GROUPS);
    }

    @Test
    void theFirstLineOfAnErrorIsTheFirstThatSaysSomething() {
        assertThat(FailureGroup.firstLine(" \n  why \n because")).isEqualTo("why");
        assertThat(FailureGroup.firstLine(" \n ")).isEmpty();
        assertThat(FailureGroup.firstLine("😀".repeat(400))).isEqualTo("😀".repeat(150));
    }

    @Test
    void aWorkloadHasAnOldestJobIfOneIsStartable() {
        final Workload.Builder none = Workload.builder("q", "t", NOON).oldestStartable(NOON);
        final Workload.Builder lost = Workload.builder("q", "t", NOON).startable(JobCount.exactly(1, NOON));

        assertThatThrownBy(none::build).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(lost::build).isInstanceOf(IllegalArgumentException.class);
        assertThat(lost.oldestStartable(NOON).unhandled().build().unhandledSince())
                .contains(NOON);
        assertThat(Workload.builder("q", "t", NOON).unhandled().build().unhandledSince())
                .isEmpty();
    }

    @Test
    void aSearchBeginsAtItsCursorAndHasATimeLimit() {
        assertThatThrownBy(() ->
                        JobSearch.builder(JobQuery.all().after(JobId.random())).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobSearch.builder(JobQuery.all())
                        .timeLimit(Duration.ofMillis(-1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(JobSearch.builder(JobQuery.all()).build().from("c").cursor()).contains("c");
    }

    @Test
    void aPageHasACursorUnlessItIsTheLast() {
        assertThatThrownBy(() -> new FoundJobs(List.of(), FoundJobs.End.NO_MORE, Optional.of("c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FoundJobs(List.of(), FoundJobs.End.CUT_OFF, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeEndsNoEarlierThanItBegins() {
        assertThatThrownBy(() -> new TimeRange(NOON, NOON.minusNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new TimeRange(NOON, NOON.plusNanos(1)).contains(NOON)).isTrue();
        assertThat(new TimeRange(NOON, NOON).contains(NOON)).isFalse();
    }
}
