package dev.jobs.store.jdbc.postgresql.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OtherListenersTest {
    private static final JobSignal CLAIMABLE = new JobSignal.Claimable("default", "noop");
    private static final JobSignal FINISHED = new JobSignal.Finished(JobId.random());
    private static final List<JobSignal> BOTH = List.of(CLAIMABLE, FINISHED);

    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    private final OtherListeners others = new OtherListeners(clock::get);

    private void pass(final int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void known() {
        others.hears();
        others.asked();
        pass(2);
    }

    @Test
    void allSignalsAreWantedUntilOthersHaveHadTimeToAnswer() {
        assertThat(others.wanted(BOTH)).isEqualTo(BOTH);
        others.hears();
        assertThat(others.wanted(BOTH)).isEqualTo(BOTH);
        others.asked();
        pass(1);
        assertThat(others.wanted(BOTH)).isEqualTo(BOTH);
        pass(1);

        assertThat(others.wanted(BOTH)).isEmpty();
    }

    @Test
    void onlyKindsAreWantedThatAnotherProcessListensTo() {
        known();

        others.listen(Set.of(JobSignal.Finished.class));

        assertThat(others.wanted(BOTH)).containsExactly(FINISHED);
    }

    @Test
    void aProcessThatWasNotHeardForLongDoesNotListen() {
        known();
        others.listen(JobSignal.KINDS);
        pass(59);
        assertThat(others.wanted(BOTH)).isEqualTo(BOTH);
        pass(1);

        assertThat(others.wanted(BOTH)).isEmpty();
    }

    @Test
    void allSignalsAreWantedWhileThisProcessReceivesNone() {
        known();

        others.hearsNoMore();
        others.asked();
        pass(60);

        assertThat(others.wanted(BOTH)).isEqualTo(BOTH);
    }
}
