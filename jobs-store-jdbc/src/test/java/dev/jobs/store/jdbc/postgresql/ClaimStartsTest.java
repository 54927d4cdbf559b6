package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.jdbc.postgresql.ClaimStarts.Lane;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Spent;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Start;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimStartsTest {
    private static final Lane LANE = new Lane("queue", "type");
    private static final long QUICK = Duration.ofMillis(1).toNanos();
    private static final long SLOW = Duration.ofMinutes(1).toNanos();

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - QUICK); // it wraps around, as a ticker may
    private final ClaimStarts starts = new ClaimStarts(now::get);

    private void note(final long seq, final long entries, final long nanos) {
        note(seq, new Spent(entries, 0, 1), nanos);
    }

    private void note(final long seq, final Spent spent, final long nanos) {
        starts.note(starts.current(), List.of(new Start(LANE, 0, 1, seq)), spent, nanos);
    }

    @Test
    void aClaimThatReadManyBlocksLeavesAStartThoughItCountedFewEntries() {
        note(7, new Spent(1, ClaimStarts.MANY_BLOCKS, 1), SLOW);
        assertThat(starts.current().isEmpty()).isTrue();

        note(7, new Spent(1, 2 * ClaimStarts.MANY_BLOCKS, 1), SLOW);
        assertThat(starts.current().of(LANE)).contains(new Start(LANE, 0, 1, 7));
    }

    @Test
    void theBlocksOnTheWayToEachLaneAreNotMany() {
        note(7, new Spent(1, 2 * ClaimStarts.MANY_BLOCKS, 20), SLOW);

        assertThat(starts.current().isEmpty()).isTrue();
    }

    @Test
    void aClaimThatReadFewEntriesLeavesNoStart() {
        note(7, ClaimStarts.MANY_ENTRIES - 1, SLOW);

        assertThat(starts.current().isEmpty()).isTrue();
    }

    @Test
    void aClaimThatReadManyEntriesLeavesAStartForATime() {
        note(7, ClaimStarts.MANY_ENTRIES, QUICK);

        now.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(starts.current().of(LANE)).contains(new Start(LANE, 0, 1, 7));

        now.addAndGet(QUICK);
        assertThat(starts.current().isEmpty()).isTrue();
    }

    @Test
    void theTimeIsTenTimesThatOfTheClaimAndTwoSecondsAtMost() {
        note(7, ClaimStarts.MANY_ENTRIES, SLOW);

        now.addAndGet(Duration.ofMillis(1_999).toNanos());
        assertThat(starts.current().isEmpty()).isFalse();

        now.addAndGet(QUICK);
        assertThat(starts.current().isEmpty()).isTrue();
    }

    @Test
    void aClaimBehindAStartMovesItButDoesNotKeepItForLonger() {
        note(7, ClaimStarts.MANY_ENTRIES, QUICK);
        now.addAndGet(Duration.ofMillis(60).toNanos());

        note(9, 1, QUICK);
        assertThat(starts.current().of(LANE)).contains(new Start(LANE, 0, 1, 9));

        now.addAndGet(Duration.ofMillis(40).toNanos());
        assertThat(starts.current().isEmpty()).isTrue();
    }
}
