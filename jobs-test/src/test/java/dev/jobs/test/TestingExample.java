package dev.jobs.test;

import static dev.jobs.test.assertj.JobsAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.test.junit.JobsExtension;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.listener.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of docs/testing.md. */
@ExtendWith(JobsExtension.class)
class TestingExample {
    record Upload(String file) {}

    record OldUpload(String file) {}

    record Facts(String format) {}

    static final JobType<Upload, Facts> INGEST = JobType.of("ingest", Upload.class, Facts.class);
    static final JobType<OldUpload, Facts> OLD_INGEST = JobType.of("ingest", OldUpload.class, Facts.class);

    /** The service under test. */
    record UploadService(Jobs jobs) {
        JobId take(final String owner, final String file) {
            return jobs.submit(
                    INGEST.requestBuilder(new Upload(file)).owner(owner).build());
        }
    }

    static Facts ingest(final JobContext<Upload> context) throws InterruptedException {
        context.stage("probing");
        final String output =
                context.exec(Command.of("ffprobe", context.payload().file())).outputTail();
        context.stage("storing");
        context.throwIfStopped();
        return new Facts(output.strip());
    }

    // submitted
    @Test
    void anUploadIsIngested(TestJobs jobs) {
        UploadService service = new UploadService(jobs.store());

        service.take("ada", "song.wav");

        assertThat(jobs)
                .hasSubmitted(INGEST)
                .withPayload(new Upload("song.wav"))
                .withOwner("ada")
                .once();
    }

    // submitted end

    // run
    @Test
    void aFailedProbeIsTriedAgain(TestJobs jobs) {
        jobs.handle(INGEST, TestingExample::ingest);
        jobs.commands().when("ffprobe").prints("flac");
        jobs.commands().when("ffprobe").exits(1).once();
        JobId id = jobs.store().submit(INGEST.request(new Upload("song.flac")));

        assertThat(jobs.runDue()).extracting(JobRun::outcome).containsExactly(Outcome.FAILED_AND_RETRIED);
        jobs.clock().advance(Duration.ofSeconds(1));
        assertThat(jobs.runNext()).isPresent();

        assertThat(jobs.job(id).status()).isEqualTo(JobStatus.COMPLETE);
    }

    // run end

    // handler
    @Test
    void aHandlerAloneObeysItsStop() {
        HandlerTest<Upload, Facts> test = HandlerTest.of(INGEST, TestingExample::ingest)
                .request(job -> job.timeLimit(Duration.ofMinutes(5)))
                .commands(commands ->
                        commands.when("ffprobe").takes(Duration.ofSeconds(2)).prints("flac"));

        HandlerRun<Facts> run = test.run(new Upload("song.flac"));
        HandlerRun<Facts> stopped = test.stopAtStage("storing").run(new Upload("song.flac"));

        assertThat(run.result()).contains(new Facts("flac"));
        assertThat(run.stages()).containsExactly("probing", "storing");
        assertThat(run.ran()).isEqualTo(Duration.ofSeconds(2));
        assertThat(stopped.obeyedStop()).isTrue();
        assertThat(stopped.outcome()).isEqualTo(Outcome.CANCELLED);
    }

    // handler end

    // payload
    @Test
    void oldAndNewUploadsUnderstandEachOther() {
        PayloadCompatibility.of(INGEST)
                .readsOld("{\"file\": \"song.wav\"}")
                .readsOld(OLD_INGEST, new OldUpload("song.wav"))
                .isReadByOld(OLD_INGEST, new Upload("song.wav"));
    }

    // payload end
}
