package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.StageTime;
import dev.jobs.store.Report;
import dev.jobs.worker.WorkerTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NewestProgressTest extends WorkerTest {
    private final AtomicLong clock = new AtomicLong();
    private final NewestProgress progress = new NewestProgress(claimed(), clock::get);

    private void after(final Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private List<StageTime> times() {
        return progress.take().map(Report.Progressed::stageTimes).orElseThrow();
    }

    @Test
    void aStageTakesTheTimeUntilTheNextOneOrTheEnd() {
        progress.stage("reading");
        after(Duration.ofSeconds(2));
        assertThat(times()).as("it goes on").isEmpty();
        progress.stage("writing");
        assertThat(times()).containsExactly(new StageTime("reading", Duration.ofSeconds(2)));
        after(Duration.ofSeconds(1));
        progress.progress(70);
        assertThat(times()).as("nothing new").isEmpty();

        progress.close();

        final Report.Progressed last = progress.take().orElseThrow();
        assertThat(last.stageTimes())
                .containsExactly(
                        new StageTime("reading", Duration.ofSeconds(2)),
                        new StageTime("writing", Duration.ofSeconds(1)));
        assertThat(last.stage()).contains("writing");
        assertThat(last.progress()).isEqualTo(70);
    }

    @Test
    void theTimesOfTheNewestStagesAreKept() {
        for (int i = 0; i < 1_000; i++) {
            progress.stage("stage " + i);
        }
        progress.close();

        assertThat(times())
                .hasSize(StageTime.MOST_KEPT)
                .last()
                .extracting(StageTime::stage)
                .isEqualTo("stage 999");
    }

    @Test
    void anAttemptWithoutStagesHasNothingToTellAtItsEnd() {
        progress.progress(10);
        progress.take();

        progress.close();

        assertThat(progress.take()).isEqualTo(Optional.empty());
    }
}
