package dev.jobs.store.jdbc.postgresql;

import static dev.jobs.store.jdbc.postgresql.RoundStarts.MANY_ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.jdbc.postgresql.RoundStarts.Level;
import dev.jobs.store.jdbc.postgresql.RoundStarts.Look;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoundStartsTest {
    private static final Level LEVEL = new Level("queue", 0);
    private static final long QUICK = Duration.ofMillis(1).toNanos();
    private static final long SLOW = Duration.ofMinutes(1).toNanos();
    private static final long SETTLED = 1_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - QUICK); // it wraps around, as a ticker may
    private final RoundStarts starts = new RoundStarts(now::get);

    private void note(final long firstTurn, final long lastNumber, final long entries, final long nanos) {
        starts.note(new Look(starts.current(), Map.of(LEVEL, firstTurn), lastNumber, entries, nanos));
    }

    /** Lets all transactions end that submitted jobs up to a number. */
    private void settle() {
        now.addAndGet(RoundStarts.TRANSACTION_NANOS);
        note(1, SETTLED, 1, QUICK);
        now.addAndGet(RoundStarts.TRANSACTION_NANOS);
    }

    @Test
    void aLookThatReadFewEntriesLeavesNoStart() {
        settle();

        note(700, 2_000, MANY_ENTRIES - 1, SLOW);

        assertThat(starts.current()).isEmpty();
    }

    @Test
    void aLookThatReadManyEntriesLeavesTheFirstRoundAsAStartForATime() {
        settle();

        note(700, 2_000, MANY_ENTRIES, QUICK);

        now.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(starts.current()).containsExactly(Map.entry(LEVEL, 700L));

        now.addAndGet(QUICK);
        assertThat(starts.current()).isEmpty();
    }

    @Test
    void theTimeIsTenTimesThatOfTheLookAndTwoSecondsAtMost() {
        settle();

        note(700, 2_000, MANY_ENTRIES, SLOW);

        now.addAndGet(Duration.ofMillis(1_999).toNanos());
        assertThat(starts.current()).isNotEmpty();

        now.addAndGet(QUICK);
        assertThat(starts.current()).isEmpty();
    }

    @Test
    void whereNothingWaitsOnlyTurnsOfSettledTransactionsAreLeftOut() {
        settle();

        note(Long.MAX_VALUE, 2_000, MANY_ENTRIES, QUICK);

        assertThat(starts.current()).containsExactly(Map.entry(LEVEL, SETTLED));
    }

    @Test
    void aRoundThatWasBegunAMomentAgoIsNoStartSinceOthersMayCommitBeforeIt() {
        settle();

        note(1_900, 2_000, MANY_ENTRIES, QUICK);

        assertThat(starts.current()).containsExactly(Map.entry(LEVEL, SETTLED));
    }

    @Test
    void aLookFromAStartMovesItButDoesNotKeepItForLonger() {
        settle();
        note(700, 2_000, MANY_ENTRIES, QUICK);
        now.addAndGet(Duration.ofMillis(60).toNanos());

        note(800, 2_000, 1, QUICK);
        assertThat(starts.current()).containsExactly(Map.entry(LEVEL, 800L));

        now.addAndGet(Duration.ofMillis(40).toNanos());
        assertThat(starts.current()).isEmpty();
    }

    @Test
    void aLookThatKnewOtherStartsLeavesNone() {
        settle();
        final Map<Level, Long> old = starts.current();
        note(700, 2_000, MANY_ENTRIES, QUICK);

        starts.note(new Look(old, Map.of(LEVEL, 900L), 2_000, MANY_ENTRIES, QUICK));

        assertThat(starts.current()).containsExactly(Map.entry(LEVEL, 700L));
    }
}
