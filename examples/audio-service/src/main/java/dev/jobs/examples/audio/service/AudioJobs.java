package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobs.JobType;
import org.jspecify.annotations.Nullable;

/** The types of jobs that this service has: what the web side submits and the worker side handles. */
final class AudioJobs {
    static final JobType<Ingest, Ingested> INGEST = JobType.of("ingest", Ingest.class, Ingested.class);
    static final JobType<Preview, Previewed> PREVIEW = JobType.of("preview", Preview.class, Previewed.class);
    static final JobType<Save, Saved> SAVE = JobType.of("save", Save.class, Saved.class);

    private AudioJobs() {}

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

    /** Where the waveform's picture is. */
    record Previewed(String audioId, String url) {}

    /** Normalise an audio file to a loudness. */
    record Save(String audioId, double targetLufs) {}

    /** Where the normalised file is, and how loud it became. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Saved(
            String audioId,
            String url,
            double targetLufs,
            @Nullable Double gainDb,
            @Nullable Double peakDb,
            @Nullable Double loudnessLufs) {}
}
