package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobType;
import dev.jobs.test.HandlerTest;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.handler.PermanentFailureException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class HandlerInWordsTest {
    private static final JobType<String, String> WORK = JobType.of("work", String.class, String.class);

    private static String errorOf(final JobHandler<String, String> handler, final boolean isFull) {
        return HandlerTest.of(WORK, HandlerInWords.of(handler, () -> isFull))
                .commands(commands -> commands.when("tool")
                        .prints("at java.base/sun.nio.ch.Net.bind(Net.java)")
                        .exits(3))
                .run("")
                .error()
                .orElseThrow();
    }

    @Test
    void aFailureOfTheServicesFilesShowsNoPath() {
        final String error = errorOf(
                context -> {
                    throw new NoSuchFileException("/srv/audio/part-1");
                },
                false);

        assertThat(error).isEqualTo("The service could not do this: something went wrong in it, not with the file.");
    }

    @Test
    void aFailureOfTheToolShowsNothingOfItsOutput() {
        final String error = errorOf(context -> context.exec(Command.of("tool")).outputTail(), false);

        assertThat(error).isEqualTo("The service could not do this: something went wrong in it, not with the file.");
    }

    @Test
    void aFullDiskIsSaid() {
        final String error = errorOf(context -> context.exec(Command.of("tool")).outputTail(), true);

        assertThat(error).isEqualTo("The service has no room left for audio files.");
    }

    @Test
    void aRefusalOfTheToolIsShownAsItIs() {
        final String error = errorOf(
                context -> {
                    throw new PermanentFailureException("The file holds no sound");
                },
                false);

        assertThat(error).isEqualTo("The file holds no sound");
    }
}
