package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobStatus;
import dev.jobs.test.JobRun;
import dev.jobs.test.TestJobs;
import dev.jobs.worker.listener.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers, without the tool: what it would print is faked. */
class AudioWorkerTest {
    private static final String AUDIO = UUID.nameUUIDFromBytes(new byte[] {1}).toString();

    private AudioFiles files;
    private TestJobs jobs;

    @BeforeEach
    void open(@TempDir final Path folder) throws IOException {
        files = AudioFiles.in(folder);
        jobs = TestJobs.of(store -> AudioWorker.builder(1, store, files));
        Files.writeString(files.original(AUDIO, AudioFormat.WAV), "sound");
    }

    @AfterEach
    void close() throws IOException {
        jobs.close();
        files.close();
    }

    @Test
    void whatTheToolPrintsIsStageProgressLogAndResultOfTheJob() {
        jobs.commands()
                .when(command -> command.arguments().contains("measure"))
                .prints("stage measuring loudness", "progress 50", "note quiet at the end")
                .prints("result {\"seconds\": 2.5, \"sampleRate\": 48000, \"channels\": 2}");
        jobs.store().submit(AudioJobs.ingestOf(AUDIO).build());

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(run.stages()).containsExactly("measuring loudness");
        assertThat(run.log()).containsExactly("quiet at the end");
        assertThat(run.result(AudioJobs.INGEST)).hasValueSatisfying(found -> {
            assertThat(found.seconds()).isEqualTo(2.5);
            assertThat(found.channels()).isEqualTo(2);
        });
    }

    @Test
    void aFileThatTheToolRefusesFailsAtOnceInTheToolsWords() {
        jobs.commands()
                .when(command -> command.arguments().contains("measure"))
                .prints("error This is no sound")
                .exits(2);
        jobs.store().submit(AudioJobs.ingestOf(AUDIO).build());

        final JobRun run = jobs.runNext().orElseThrow();

        assertThat(run.outcome()).isEqualTo(Outcome.FAILED_FOR_GOOD);
        assertThat(run.job().error()).contains("This is no sound");
    }

    @Test
    void aWaveformHasItsNameOnlyWhenItIsWhole() {
        jobs.commands()
                .when(command -> command.arguments().contains("waveform"))
                .does(command -> Files.writeString(
                        Path.of(command.arguments().get(command.arguments().size() - 1)), "picture"));
        jobs.commands()
                .when(command -> command.arguments().contains("waveform"))
                .exits(1)
                .once();
        jobs.store().submit(AudioJobs.PREVIEW.request(new AudioJobs.Preview(AUDIO)));

        assertThat(jobs.runDue()).extracting(JobRun::outcome).containsExactly(Outcome.FAILED_AND_RETRIED);
        assertThat(files.waveform(AUDIO)).doesNotExist();
        assertThat(jobs.runAll()).extracting(run -> run.job().status()).containsExactly(JobStatus.COMPLETE);
        assertThat(files.waveform(AUDIO)).hasContent("picture");
    }
}
