package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.AttemptLimits;
import dev.jobs.JobRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudioJobsTest {
    @Test
    void everyJobHasLimitsOfTimeAndIsTriedAgainAtOne() {
        final List<JobRequest> requests = List.of(
                AudioJobs.ingestOf("a").build(),
                AudioJobs.sampleOf("a", 600).build(),
                AudioJobs.PREVIEW.request(new AudioJobs.Preview("a")),
                AudioJobs.SAVE.request(new AudioJobs.Save("a", -16)));

        assertThat(requests).extracting(JobRequest::limits).allSatisfy(limits -> {
            assertThat(limits.timeLimit().orElseThrow()).isBetween(Duration.ofMinutes(10), Duration.ofHours(2));
            assertThat(limits.silenceLimit()).contains(Duration.ofMinutes(2));
            assertThat(limits.atLimit()).isEqualTo(AttemptLimits.AtLimit.TRY_AGAIN);
        });
    }
}
