package dev.jobs.store.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeHistogramTest {
    private static TimeHistogram of(final long... millis) {
        final TimeHistogram.Builder times = new TimeHistogram.Builder();
        for (final long time : millis) {
            times.add(Duration.ofMillis(time));
        }
        return times.build();
    }

    @Test
    void aTimeBelongsToTheClassThatEndsWithItOrBehindIt() {
        assertThat(TimeHistogram.classOf(Duration.ofMillis(-5))).isZero();
        assertThat(TimeHistogram.classOf(Duration.ZERO)).isZero();
        assertThat(TimeHistogram.classOf(Duration.ofMillis(1))).isZero();
        assertThat(TimeHistogram.classOf(Duration.ofNanos(1_001_000))).isEqualTo(1);
        assertThat(TimeHistogram.classOf(Duration.ofMillis(2))).isEqualTo(1);
        assertThat(TimeHistogram.classOf(Duration.ofSeconds(1))).isEqualTo(10);
        assertThat(TimeHistogram.classOf(Duration.ofMillis(1_025))).isEqualTo(11);
        assertThat(TimeHistogram.classOf(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(TimeHistogram.CLASSES - 1);
    }

    @Test
    void everyClassEndsWhereTheNextBegins() {
        for (int index = 0; index < TimeHistogram.CLASSES - 1; index++) {
            final Duration longest = TimeHistogram.longest(index);
            assertThat(TimeHistogram.classOf(longest)).isEqualTo(index);
            assertThat(TimeHistogram.classOf(longest.plusNanos(1_000))).isEqualTo(index + 1);
        }
    }

    @Test
    void aQuantileLiesInTheClassOfItsTimeSpreadEvenly() {
        final TimeHistogram times = of(3, 3, 3, 3, 700, 700, 700, 700, 700, 700);

        assertThat(times.quantile(0.2)).contains(Duration.ofMillis(3));
        assertThat(times.quantile(0.4)).contains(Duration.ofMillis(4));
        assertThat(times.quantile(0.7).orElseThrow()).isBetween(Duration.ofMillis(512), Duration.ofMillis(1_024));
        assertThat(times.quantile(1)).contains(Duration.ofMillis(1_024));
        assertThat(TimeHistogram.EMPTY.quantile(0.5)).isEmpty();
        assertThatThrownBy(() -> times.quantile(1.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> times.quantile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesOfSeveralAreAddedUp() {
        assertThat(of(1, 5).plus(of(5, 900))).isEqualTo(of(1, 5, 5, 900)).returns(4L, TimeHistogram::total);
        assertThat(new TimeHistogram.Builder()
                        .add(of(1, 5))
                        .add(Duration.ofMillis(5))
                        .build())
                .isEqualTo(of(1, 5, 5));
    }

    @Test
    void otherNumbersOfClassesAndNegativeNumbersAreRefused() {
        assertThatThrownBy(() -> new TimeHistogram(List.of(1L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeHistogram(Collections.nCopies(TimeHistogram.CLASSES, -1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
