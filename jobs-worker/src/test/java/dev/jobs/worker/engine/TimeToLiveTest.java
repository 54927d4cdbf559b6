package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final Duration ENDING = Duration.ofSeconds(8);

    /** Close to where a counter of nanoseconds becomes negative. */
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(10).toNanos());

    private final TimeToLive timeToLive = new TimeToLive(TIME_TO_LIVE, ENDING, clock::get);

    private void pass(final Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void nothingIsCertainBeforeTheFirstHeartbeatWasAnswered() {
        assertThat(timeToLive.isCertain()).isFalse();
        assertThat(timeToLive.mayBegin()).isFalse();
    }

    @Test
    void workMayGoOnUntilTheTimeThatItsEndMayTake() {
        timeToLive.renewed(clock.get());

        pass(TIME_TO_LIVE.minus(ENDING).minusNanos(1));
        assertThat(timeToLive.isCertain()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(timeToLive.isCertain()).isFalse();
    }

    @Test
    void workMayBeginATwentiethOfTheTimeLessLong() {
        timeToLive.renewed(clock.get());

        pass(TIME_TO_LIVE.minus(ENDING).minus(TIME_TO_LIVE.dividedBy(20)).minusNanos(1));
        assertThat(timeToLive.mayBegin()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(timeToLive.mayBegin()).isFalse();
        assertThat(timeToLive.isCertain()).isTrue();
    }

    @Test
    void theTimeCountsFromTheSendingOfTheHeartbeatNotFromItsAnswer() {
        final long sentAt = clock.get();
        pass(TIME_TO_LIVE.minus(ENDING));

        timeToLive.renewed(sentAt);

        assertThat(timeToLive.isCertain()).isFalse();
    }
}
