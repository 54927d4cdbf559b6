package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMillis(50).toNanos());
    private final Slots<String> slots = new Slots<>(2, clock::get);

    private static void work() {}

    private void pass(final int millis) {
        clock.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private void take(final String... attempts) {
        slots.claimBegins();
        Stream.of(attempts).forEach(attempt -> slots.take(attempt, SlotsTest::work));
    }

    private String next() {
        return next(2);
    }

    /** What takes the slot of an attempt that ran for so many milliseconds. */
    private String next(final int ran) {
        return slots.freed(Duration.ofMillis(ran)).map(Slots.Waiting::attempt).orElse("none");
    }

    /** Runs so many attempts of 2 ms in one of the slots, while the other one runs on. */
    private void run(final int attempts) {
        for (int i = 0; i < attempts; i++) {
            pass(2);
            next();
            take("short");
        }
    }

    @Test
    void anAttemptWaitsWhereNoSlotIsFreeAndTakesTheNextThatIs() {
        assertThat(slots.take("a", SlotsTest::work)).isEqualTo(Slots.Place.SLOT);
        assertThat(slots.take("b", SlotsTest::work)).isEqualTo(Slots.Place.SLOT);
        assertThat(slots.take("c", SlotsTest::work)).isEqualTo(Slots.Place.WAITING);
        assertThat(slots.take("d", SlotsTest::work)).isEqualTo(Slots.Place.WAITING);

        assertThat(List.of(next(), next(), next(), next())).containsExactly("c", "d", "none", "none");
        assertThat(slots.take("e", SlotsTest::work)).isEqualTo(Slots.Place.SLOT);
    }

    @Test
    void whatAClaimBringsAfterOthersWereHandedBackComesBehindThem() {
        final List<String> returning = new ArrayList<>();
        take("a", "b", "c", "d");
        pass(20);
        slots.claimBegins();
        assertThat(slots.removeLate(returning::add)).containsExactly("c", "d");

        assertThat(slots.take("e", SlotsTest::work)).isEqualTo(Slots.Place.OVERTAKEN);
        assertThat(next(100)).isEqualTo("none");
        assertThat(slots.take("f", SlotsTest::work)).as("though a slot is free").isEqualTo(Slots.Place.OVERTAKEN);
        assertThat(returning).containsExactly("c", "d");

        slots.claimBegins();
        assertThat(slots.take("c", SlotsTest::work)).isEqualTo(Slots.Place.SLOT);
    }

    @Test
    void noneAreClaimedAheadBeforeASlotHasBecomeFree() {
        take("a", "b");

        assertThat(slots.ahead()).isZero();
    }

    @Test
    void asManyAreClaimedAheadAsSlotsBecameFreeInTheLastTwentyMilliseconds() {
        take("a", "b");
        run(5);

        assertThat(slots.ahead()).isEqualTo(5);
        pass(60);
        assertThat(slots.ahead()).isZero();
    }

    @Test
    void theEndOfAnAttemptThatTookLongClaimsNoneAhead() {
        take("a", "b");
        next(21);
        assertThat(slots.ahead()).isZero();

        next(20);
        assertThat(slots.ahead()).isEqualTo(1);
    }

    @Test
    void thePaceOfJobsThatTakeLongClaimsNoneAhead() {
        take("a", "b");
        for (int i = 0; i < 10; i++) {
            pass(1_000);
            next();
            take("long");
        }
        pass(1_000);

        assertThat(slots.ahead()).isZero();
    }

    @Test
    void moreAreClaimedWhenSoManyWaitAsStartWhileAClaimIsUnderWay() {
        take("a", "b");
        run(8);
        for (int i = 0; i < 50; i++) {
            slots.claimTook(Duration.ofMillis(10).toNanos());
        }
        take("c", "d", "e", "f", "g", "h");

        assertThat(slots.ahead()).as("six wait").isZero();
        next();
        assertThat(slots.isToBeRefilled()).isFalse();
        while (!slots.isToBeRefilled()) {
            next();
        }
        assertThat(slots.waiting()).isBetween(1, 4);
    }

    @Test
    void whatHasWaitedForTooLongIsHandedBackWithAllBehindIt() {
        take("a", "b", "c", "d");
        pass(19);
        assertThat(slots.removeLate(attempt -> {})).isEmpty();
        take("e");
        pass(1);

        assertThat(slots.removeLate(attempt -> {})).containsExactly("c", "d", "e");
        assertThat(slots.waiting()).isZero();
    }

    @Test
    void asManyGoOnWaitingAsThePaceStartsSoon() {
        take("a", "b", "c", "d", "e", "f", "g");
        pass(18);
        next();
        next();
        pass(2);

        assertThat(slots.removeLate(attempt -> {}))
                .as("two started lately, and e and f are next")
                .containsExactly("g");
        assertThat(slots.waiting()).isEqualTo(2);
    }

    @Test
    void aLookIsDueWhenTheFirstHasWaitedForTwentyMillisecondsAndAgainSoonAfter() {
        assertThat(slots.untilLook()).isEqualTo(Long.MAX_VALUE);
        take("a", "b", "c");
        pass(1);

        assertThat(slots.untilLook()).isEqualTo(Duration.ofMillis(19).toNanos());
        pass(30);
        assertThat(slots.untilLook()).isEqualTo(Duration.ofMillis(5).toNanos());
    }

    @Test
    void allThatWaitAreTakenOutInTheirOrderAndTakeNoSlot() {
        take("a", "b", "c", "d");

        assertThat(slots.removeAll()).containsExactly("c", "d");
        assertThat(next()).isEqualTo("none");
    }
}
