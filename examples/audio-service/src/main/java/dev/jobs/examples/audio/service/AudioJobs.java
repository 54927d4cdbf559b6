package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobs.AttemptLimits;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.Stage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of jobs that this service has: what the web side submits and the worker side handles. */
final class AudioJobs {
    // The names are the audio tool's, the weights the seconds that it takes for some minutes of music.
    private static final Stage SYNTHESIZING = Stage.of("synthesizing").withWeight(13);
    private static final Stage VALIDATING = Stage.of("validating").withWeight(0.1);
    private static final Stage DECODING = Stage.of("decoding").withWeight(0.5);
    private static final Stage MEASURING = Stage.of("measuring loudness").withWeight(5);
    private static final Stage DRAWING = Stage.of("drawing").withWeight(0.3);
    private static final Stage WRITING = Stage.of("writing").withWeight(3);

    /** The tool tells of its progress many times a second: after so long in silence it hangs. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    static final JobType<Ingest, Ingested> INGEST = JobType.of("ingest", Ingest.class, Ingested.class)
            .withStages(VALIDATING, DECODING, MEASURING)
            .withLimits(within(Duration.ofHours(1)));
    static final JobType<Preview, Previewed> PREVIEW = JobType.of("preview", Preview.class, Previewed.class)
            .withStages(VALIDATING, DECODING, DRAWING)
            .withLimits(within(Duration.ofMinutes(15)));
    static final JobType<Save, Saved> SAVE = JobType.of("save", Save.class, Saved.class)
            .withStages(VALIDATING, MEASURING, WRITING)
            .withLimits(within(Duration.ofHours(1)));

    private AudioJobs() {}

    // Several times what the longest upload takes on a slow machine.
    private static AttemptLimits within(final Duration time) {
        return AttemptLimits.NONE.withTimeLimit(time).withSilenceLimit(LONGEST_SILENCE);
    }

    /** A request to ingest an audio file that was uploaded. */
    static JobRequest.Builder ingestOf(final String audioId) {
        return INGEST.requestBuilder(new Ingest(audioId, null));
    }

    /** A request to make an audio file and ingest it. */
    static JobRequest.Builder sampleOf(final String audioId, final int seconds) {
        return INGEST.requestBuilder(new Ingest(audioId, seconds))
                .stages(List.of(SYNTHESIZING, VALIDATING, DECODING, MEASURING));
    }

    /**
     * Decode and measure an audio file.
     *
     * @param audioId the file
     * @param synthesizeSeconds make the file first, this long; absent for a file that was uploaded
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ingest(String audioId, @Nullable Integer synthesizeSeconds) {}

    /**
     * What was measured; the levels of silence are absent, for there is no number for them.
     *
     * @param url where the file can be played; absent if browsers cannot play it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ingested(
            String audioId,
            double seconds,
            int sampleRate,
            int channels,
            @Nullable Double peakDb,
            @Nullable Double truePeakDb,
            @Nullable Double rmsDb,
            @Nullable Double loudnessLufs,
            @Nullable String url) {}

    /** Draw the waveform of an audio file. */
    record Preview(String audioId) {}

    /** The path of the waveform's picture. */
    record Previewed(String audioId, String url) {}

    /** Normalise an audio file to a loudness. */
    record Save(String audioId, double targetLufs) {}

    /** The path of the normalised file, and its loudness. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Saved(
            String audioId,
            String url,
            double targetLufs,
            @Nullable Double gainDb,
            @Nullable Double peakDb,
            @Nullable Double loudnessLufs) {}
}
