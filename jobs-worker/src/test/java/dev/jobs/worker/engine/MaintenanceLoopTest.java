package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.WorkerId;
import dev.jobs.worker.delivery.Listeners;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MaintenanceLoopTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger runsOfOther = new AtomicInteger();
    private final StoreReach reach = new StoreReach(new Listeners(WorkerId.random(), List.of()), clock::get);
    private boolean fails;

    private final MaintenanceLoop loop = new MaintenanceLoop(
            List.of(
                    new Duty("count", () -> INTERVAL, FIRST_WITHIN, this::run),
                    new Duty("count too", () -> FIRST_WITHIN, FIRST_WITHIN, runsOfOther::incrementAndGet)),
            reach,
            closing::get,
            clock::get);

    private void run() {
        runs.incrementAndGet();
        if (fails) {
            throw new IllegalStateException("for a test");
        }
    }

    private void after(final Duration time) {
        clock.addAndGet(time.toNanos());
        loop.runDue();
    }

    @Test
    void aDutyIsDoneWithinItsFirstTimeAndThenAtItsInterval() {
        after(FIRST_WITHIN);
        assertThat(runs).hasValue(1);

        after(INTERVAL.minusNanos(1));
        assertThat(runs).hasValue(1);

        after(Duration.ofNanos(1));
        assertThat(runs).hasValue(2);
    }

    @Test
    void aDutyThatFailsStaysDueAndKeepsNoOtherFromBeingDone() {
        fails = true;

        after(FIRST_WITHIN);
        after(Duration.ZERO);

        assertThat(runs).hasValue(2);
        assertThat(runsOfOther).hasValue(1);
        assertThat(reach.isOutage()).isTrue();
        fails = false;
        after(Duration.ZERO);
        after(Duration.ZERO);
        assertThat(runs).hasValue(3);
        assertThat(reach.isOutage()).isFalse();
    }

    @Test
    void itSaysWhenTheNextDutyIsDue() {
        after(FIRST_WITHIN);

        assertThat(loop.untilDue()).isEqualTo(FIRST_WITHIN.toNanos());
        after(FIRST_WITHIN.minusNanos(1));
        assertThat(loop.untilDue()).isEqualTo(1);
        fails = true;
        after(INTERVAL);
        assertThat(loop.untilDue()).isNegative();
    }

    @Test
    void nothingIsDoneWhileTheWorkerCloses() {
        closing.set(true);

        after(INTERVAL);

        assertThat(runs).hasValue(0);
    }
}
