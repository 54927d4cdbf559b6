package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.browser.Eventually;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.worker.Worker;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.handler.PermanentFailureException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandlerInWordsTest {
    private static final JobType<String, String> WORK = JobType.of("work", String.class, String.class);
    private static final Duration BOUND = Duration.ofSeconds(60);

    private static String errorOf(final JobHandler<String, String> handler, final boolean isFull) throws Exception {
        try (JobStore store = JobStores.open("memory:");
                Worker worker = Worker.builder(store)
                        .handle(WORK, HandlerInWords.of(handler, () -> isFull))
                        .start()) {
            final JobId id = store.submit(WORK.requestBuilder("").maxAttempts(1).build());
            final Job failed = Eventually.within(
                    BOUND,
                    "the job fails by worker " + worker.id(),
                    () -> store.find(id).filter(job -> job.error().isPresent()));
            return failed.error().orElseThrow();
        }
    }

    @Test
    void aFailureOfTheServicesFilesShowsNoPath() throws Exception {
        final String error = errorOf(
                context -> {
                    throw new NoSuchFileException("/srv/audio/part-1");
                },
                false);

        assertThat(error).isEqualTo("The service could not do this: something went wrong in it, not with the file.");
    }

    @Test
    void aFailureOfTheToolShowsNothingOfItsOutput() throws Exception {
        final String error = errorOf(
                context -> {
                    context.exec(
                            Command.of("sh", "-c", "echo 'at java.base/sun.nio.ch.Net.bind(Net.java)' >&2; exit 3"));
                    return "";
                },
                false);

        assertThat(error).isEqualTo("The service could not do this: something went wrong in it, not with the file.");
    }

    @Test
    void aFullDiskIsSaid() throws Exception {
        final String error = errorOf(
                context -> {
                    context.exec(Command.of("false"));
                    return "";
                },
                true);

        assertThat(error).isEqualTo("The service has no room left for audio files.");
    }

    @Test
    void aRefusalOfTheToolIsShownAsItIs() throws Exception {
        final String error = errorOf(
                context -> {
                    throw new PermanentFailureException("The file holds no sound");
                },
                false);

        assertThat(Optional.of(error)).contains("The file holds no sound");
    }
}
