package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Does the jobs' work, by the audio tool in child processes; every file is whole before it has its name. */
final class AudioWorker {
    /** A user who cancels waits for no longer than this; the tool needs none of it to end. */
    private static final Duration KILL_GRACE = Duration.ofSeconds(1);

    /** A job that is handed back runs again from its start, so little is gained by waiting longer. */
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    /** The time after which somebody else takes over the jobs of a process that was killed. */
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

    private final AudioFiles files;

    private AudioWorker(final AudioFiles files) {
        this.files = files;
    }

    static Worker start(final Settings settings, final JobStore store, final AudioFiles files) {
        return builder(settings.slots(), store, files).start();
    }

    /** The worker, which is not started; tests drive it by hand. */
    static Worker.Builder builder(final int slots, final JobStore store, final AudioFiles files) {
        final AudioWorker work = new AudioWorker(files);
        return Worker.builder(store)
                .slots(slots)
                .handle(AudioJobs.INGEST, HandlerInWords.of(work::ingest, files::isFull))
                .handle(AudioJobs.PREVIEW, HandlerInWords.of(work::preview, files::isFull))
                .handle(AudioJobs.SAVE, HandlerInWords.of(work::save, files::isFull))
                .timeToLive(TIME_TO_LIVE)
                .killGrace(KILL_GRACE)
                .closeGrace(CLOSE_GRACE);
    }

    private AudioJobs.Ingested ingest(final JobContext<AudioJobs.Ingest> context)
            throws IOException, InterruptedException {
        final AudioJobs.Ingest job = context.payload();
        final Optional<Integer> synthesizeSeconds = Optional.ofNullable(job.synthesizeSeconds());
        if (synthesizeSeconds.isPresent() && files.find(job.audioId()).isEmpty()) {
            try (AudioFiles.Part part = files.part()) {
                ToolRun.of(
                        context,
                        "synthesize",
                        synthesizeSeconds.get().toString(),
                        part.path().toString());
                part.finish(files.original(job.audioId(), AudioFormat.WAV));
            }
        }
        final Path file = original(job.audioId());
        final ObjectNode found = ToolRun.of(context, "measure", file.toString());
        found.put("audioId", job.audioId());
        AudioFiles.playableUrl(file).ifPresent(url -> found.put("url", url));
        return ToolRun.as(AudioJobs.Ingested.class, found);
    }

    private AudioJobs.Previewed preview(final JobContext<AudioJobs.Preview> context)
            throws IOException, InterruptedException {
        final String audioId = context.payload().audioId();
        final Path file = original(audioId);
        final Path target = files.waveform(audioId);
        try (AudioFiles.Part part = files.part()) {
            ToolRun.of(context, "waveform", file.toString(), part.path().toString());
            part.finish(target);
        }
        return new AudioJobs.Previewed(audioId, AudioFiles.url(target));
    }

    private AudioJobs.Saved save(final JobContext<AudioJobs.Save> context) throws IOException, InterruptedException {
        final AudioJobs.Save job = context.payload();
        final Path file = original(job.audioId());
        final Path target = files.normalized(job.audioId(), job.targetLufs());
        try (AudioFiles.Part part = files.part()) {
            final ObjectNode found = ToolRun.of(
                    context, "normalize", file.toString(), part.path().toString(), Double.toString(job.targetLufs()));
            part.finish(target);
            found.put("audioId", job.audioId()).put("url", AudioFiles.url(target));
            return ToolRun.as(AudioJobs.Saved.class, found);
        }
    }

    private Path original(final String audioId) {
        return files.find(audioId)
                .filter(Files::isReadable)
                .orElseThrow(() -> new PermanentFailureException("The audio file " + audioId + " is gone."));
    }
}
