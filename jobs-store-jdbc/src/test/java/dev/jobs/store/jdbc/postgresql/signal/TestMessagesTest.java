package dev.jobs.store.jdbc.postgresql.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestMessagesTest {
    private static final Duration OVERDUE = Duration.ofSeconds(2);

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - OVERDUE.toNanos());
    private final TestMessages tests = new TestMessages(clock::get);

    private void after(final Duration time) {
        clock.addAndGet(time.toNanos());
    }

    /** A message makes its way to who listens on the shared channel. */
    private long proven() {
        tests.listens();
        tests.asked();
        tests.received();
        return clock.get();
    }

    @Test
    void signalsArriveSinceTheFirstMessageThatWasReceivedOnTheSharedChannel() {
        final long since = proven();
        after(Duration.ofSeconds(20));
        tests.asked();
        tests.received();

        assertThat(tests.arrivingSince()).hasValue(since);
    }

    @Test
    void aMessageBeforeTheSharedChannelIsListenedOnProvesNothing() {
        tests.asked();
        tests.received();

        assertThat(tests.isReceived()).isTrue();
        assertThat(tests.arrivingSince()).isEmpty();
        tests.listens();
        assertThat(tests.arrivingSince()).isEmpty();
    }

    @Test
    void aMessageThatIsOverdueIsAReasonToDoubtAndOneThatIsNotIsNone() {
        final long since = proven();
        tests.asked();

        after(OVERDUE.minusNanos(1));
        assertThat(tests.arrivingSince()).hasValue(since);
        after(Duration.ofNanos(1));

        assertThat(tests.arrivingSince()).isEmpty();
        assertThat(tests.isReceived()).isFalse();
    }

    @Test
    void afterADoubtSignalsArriveSinceTheMessageThatEndedIt() {
        proven();
        tests.asked();
        after(OVERDUE);

        tests.received();

        assertThat(tests.arrivingSince()).hasValue(clock.get());
    }

    @Test
    void theEndOfListeningEndsTheProof() {
        proven();

        tests.listensNoMore();
        tests.asked();
        tests.received();

        assertThat(tests.arrivingSince()).isEmpty();
    }
}
