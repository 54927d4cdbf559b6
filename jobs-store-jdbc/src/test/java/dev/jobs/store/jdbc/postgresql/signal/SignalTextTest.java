package dev.jobs.store.jdbc.postgresql.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalTextTest {
    @Test
    void signalsAreReadAsTheyWereWritten() {
        final List<JobSignal> signals = List.of(
                new JobSignal.Claimable("a queue", "a type"),
                new JobSignal.Cancelled(JobId.random()),
                new JobSignal.Finished(JobId.random()));

        final String text = SignalText.write("me", signals).get(0);

        assertThat(SignalText.sender(text)).isEqualTo("me");
        assertThat(SignalText.signals(text)).isEqualTo(signals);
        assertThat(SignalText.listensTo(text)).isEmpty();
        assertThat(SignalText.asks(text)).isFalse();
    }

    @Test
    void anAnnouncementIsNoSignal() {
        final String text = SignalText.listens("me", JobSignal.KINDS, true);

        assertThat(SignalText.sender(text)).isEqualTo("me");
        assertThat(SignalText.signals(text)).isEmpty();
    }

    @Test
    void anAnnouncementTellsKindsAndAsksOrDoesNot() {
        final Set<Class<? extends JobSignal>> one = Set.of(JobSignal.Finished.class);

        assertThat(SignalText.listensTo(SignalText.listens("me", one, false))).isEqualTo(one);
        assertThat(SignalText.asks(SignalText.listens("me", one, false))).isFalse();
        assertThat(SignalText.listensTo(SignalText.listens("me", JobSignal.KINDS, true)))
                .isEqualTo(JobSignal.KINDS);
        assertThat(SignalText.listensTo(SignalText.listens("me", Set.of(), true)))
                .isEmpty();
        assertThat(SignalText.asks(SignalText.listens("me", Set.of(), true))).isTrue();
    }

    @Test
    void aQueueThatIsNamedLikeAnAnnouncementIsNone() {
        final String text = SignalText.write("me", List.of(new JobSignal.Claimable("asks", "listens")))
                .get(0);

        assertThat(SignalText.asks(text)).isFalse();
        assertThat(SignalText.listensTo(text)).isEmpty();
    }
}
