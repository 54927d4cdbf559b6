package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.examples.audio.service.Client.Answer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs as their users see them over HTTP, whatever store keeps them and however many processes share it.
 *
 * <p>The service runs one job at a time, so that a long job makes all others wait.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JobsContract {
    private static final String AN_HOUR = "{\"seconds\":3600}";
    /** Its levels are those that {@code sox signed16.aiff -n stats} tells. */
    private static final Path WRITTEN_BY_SOX = Path.of("src/test/resources/sound/signed16.aiff");

    private static final String UNKNOWN_ID = "0193e8a1-7c00-7abc-8def-0123456789ab";

    private final List<String> submitted = new ArrayList<>();
    private Deployment service;
    private Client client;

    /** Starts the service with its files in this directory, for one job at a time. */
    abstract Deployment deploy(Path directory) throws Exception;

    @BeforeAll
    void start(@TempDir final Path directory) throws Exception {
        service = deploy(directory);
        client = service.client();
    }

    @AfterEach
    void leaveNothingToDo() throws Exception {
        // The last first: a job that is not there any more starts no other.
        for (int i = submitted.size() - 1; i >= 0; i--) {
            client.cancel(submitted.get(i));
            client.await(submitted.get(i), "finished", JobsContract::isFinished);
        }
        submitted.clear();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void anUploadWaitsRunsAndCompletesWithWhatWasMeasured() throws Exception {
        final String ahead = submit("/api/audio/sample", AN_HOUR);
        client.awaitStatus(ahead, "processing");

        final Answer accepted = client.post("/api/audio/ingest", Sine.wav(60, -6));
        final String jobId = accepted.body().path("jobId").textValue();
        submitted.add(jobId);
        PollAnswer.assertPending(accepted.body(), "ingest", 1);
        PollAnswer.assertPending(client.poll(jobId).body(), "ingest", 1);
        client.cancel(ahead);
        final JsonNode running = client.await(jobId, "measured", JobsContract::hasStage);
        final JsonNode done = client.awaitStatus(jobId, "complete");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.raw().headers().firstValue("Location")).contains("/api/audio/jobs/" + jobId);
        PollAnswer.assertProcessing(running, "ingest", 1);
        assertThat(running.path("stage").textValue()).isIn("validating", "decoding", "measuring loudness");
        PollAnswer.assertComplete(done, "ingest", 1);
        final JsonNode result = done.path("result");
        assertThat(result.path("seconds").doubleValue()).isEqualTo(60);
        assertThat(result.path("sampleRate").intValue()).isEqualTo(48_000);
        assertThat(result.path("channels").intValue()).isEqualTo(2);
        assertThat(result.path("peakDb").doubleValue()).isCloseTo(-6, within(0.02));
        assertThat(result.path("truePeakDb").doubleValue()).isCloseTo(-6, within(0.1));
        assertThat(result.path("rmsDb").doubleValue()).isCloseTo(-9.01, within(0.02));
        assertThat(result.path("loudnessLufs").doubleValue()).isCloseTo(-6, within(0.1));
    }

    @Test
    void aFileThatAnotherProgramHasWrittenIsMeasured() throws Exception {
        final String jobId = submit("/api/audio/ingest", Files.readAllBytes(WRITTEN_BY_SOX));

        final JsonNode result = client.awaitStatus(jobId, "complete").path("result");

        assertThat(result.path("peakDb").doubleValue()).isCloseTo(-1.52, within(0.02));
        assertThat(result.path("rmsDb").doubleValue()).isCloseTo(-7.97, within(0.02));
    }

    @Test
    void stagesAreNamedAndProgressRisesWithinThem() throws Exception {
        final String jobId = submit("/api/audio/sample", AN_HOUR);

        final JsonNode first = client.await(jobId, "got on", body -> progress(body) > 0);
        final JsonNode second = client.await(jobId, "got further", body -> progress(body) > progress(first));

        PollAnswer.assertProcessing(second, "ingest", 1);
        assertThat(first.path("stage").textValue()).isEqualTo("synthesizing");
        assertThat(second.path("stage").textValue()).isEqualTo("synthesizing");
        assertThat(progress(second)).isLessThanOrEqualTo(100);
    }

    @Test
    void positionsCountFromOneAndFallAsJobsAheadLeave() throws Exception {
        final List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            jobs.add(submit("/api/audio/sample", AN_HOUR));
        }
        client.awaitStatus(jobs.get(0), "processing");
        final List<Integer> atFirst = positions(jobs);

        client.cancel(jobs.get(2));
        final List<Integer> withoutOneThatWaited = positions(jobs);
        client.cancel(jobs.get(0));
        client.awaitStatus(jobs.get(1), "processing");
        final List<Integer> withoutTheOneThatRan = positions(jobs);

        assertThat(atFirst).containsExactly(null, 1, 2, 3, 4);
        assertThat(withoutOneThatWaited).containsExactly(null, 1, null, 2, 3);
        assertThat(withoutTheOneThatRan).containsExactly(null, null, null, 1, 2);
    }

    @Test
    void aCancelEndsTheChildProcessAndThenTheJob() throws Exception {
        final String jobId = submit("/api/audio/sample", AN_HOUR);
        client.await(jobId, "at work", JobsContract::hasStage);
        final List<ProcessHandle> tools = service.tools();

        final long start = System.nanoTime();
        final Answer cancelled = client.cancel(jobId);
        final JsonNode finished = client.await(jobId, "finished", JobsContract::isFinished);
        final boolean anyLeft = tools.stream().anyMatch(ServiceProcess::runs);
        System.out.printf(
                Locale.ROOT,
                "%s: a cancelled job was finished after %d ms%n",
                getClass().getSimpleName(),
                (System.nanoTime() - start) / 1_000_000);

        assertThat(tools).hasSize(1);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.raw().body())
                .isEqualTo("{\"jobId\":\"" + jobId
                        + "\",\"status\":\"cancelled\",\"message\":\"Job cancellation requested\"}");
        assertThat(anyLeft).isFalse();
        PollAnswer.assertCancelled(finished, "ingest", 1);
        assertThat(finished.path("release").textValue()).isEqualTo("confirmed");
    }

    @Test
    void aSecondCancelIsToldTheStatusThatStays() throws Exception {
        final String jobId = submit("/api/audio/sample", AN_HOUR);
        client.cancel(jobId);

        final Answer again = client.cancel(jobId);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.raw().body())
                .isEqualTo("{\"error\":\"Job already in terminal state\",\"status\":\"cancelled\"}");
        assertThat(client.poll(jobId).body().path("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void aCancelThatComesTooLateChangesNothing() throws Exception {
        final String jobId = submit("/api/audio/ingest", Sine.wav(1, -6));
        final JsonNode done = client.awaitStatus(jobId, "complete");

        final Answer late = client.cancel(jobId);

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.raw().body())
                .isEqualTo("{\"error\":\"Job already in terminal state\",\"status\":\"complete\"}");
        assertThat(client.poll(jobId).body()).isEqualTo(done);
    }

    @Test
    void aJobThatThereIsNotIsNotFound() throws Exception {
        final Answer poll = client.poll(UNKNOWN_ID);
        final Answer cancel = client.cancel(UNKNOWN_ID);

        assertThat(poll.status()).isEqualTo(404);
        assertThat(poll.raw().body()).isEqualTo("{\"error\":\"Job not found\"}");
        assertThat(cancel.status()).isEqualTo(404);
        assertThat(cancel.raw().body()).isEqualTo("{\"error\":\"Job not found\"}");
    }

    @Test
    void aFileThatCannotBeDecodedFailsAtOnceWithAReason() throws Exception {
        final byte[] nothing = "RIFF....WAVEnothing that follows is audio".getBytes(StandardCharsets.US_ASCII);
        final String jobId = submit("/api/audio/ingest", nothing);

        final JsonNode failed = client.awaitStatus(jobId, "failed");

        PollAnswer.assertFailed(failed, "ingest", 1);
        assertThat(failed.path("error").textValue()).hasLineCount(1).doesNotContain("Exception");
    }

    @Test
    void previewAndSaveMakeFilesOfWhatWasIngested() throws Exception {
        final String ingested = submit("/api/audio/ingest", Sine.wav(5, -12));
        final String audioId = client.awaitStatus(ingested, "complete")
                .path("result")
                .path("audioId")
                .textValue();

        final String preview = submit("/api/audio/preview", "{\"audioId\":\"" + audioId + "\"}");
        final String save = submit("/api/audio/save", "{\"audioId\":\"" + audioId + "\",\"targetLufs\":-23}");
        final JsonNode drawn = client.awaitStatus(preview, "complete");
        final JsonNode saved = client.awaitStatus(save, "complete");

        PollAnswer.assertComplete(drawn, "preview", 1);
        PollAnswer.assertComplete(saved, "save", 1);
        assertThat(saved.path("result").path("gainDb").doubleValue()).isCloseTo(-11, within(0.1));
        assertThat(saved.path("result").path("loudnessLufs").doubleValue()).isCloseTo(-23, within(0.1));
        assertServed(drawn.path("result").path("url").textValue(), "image/png", "\u0089PNG");
        assertServed(saved.path("result").path("url").textValue(), "audio/wav", "RIFF");
    }

    private void assertServed(final String url, final String type, final String start) throws Exception {
        final HttpResponse<byte[]> file = client.file(url);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).contains(type);
        assertThat(new String(file.body(), 0, 4, StandardCharsets.ISO_8859_1)).isEqualTo(start);
    }

    private String submit(final String path, final String body) throws Exception {
        submitted.add(client.submit(path, body));
        return submitted.get(submitted.size() - 1);
    }

    private String submit(final String path, final byte[] body) throws Exception {
        submitted.add(client.submit(path, body));
        return submitted.get(submitted.size() - 1);
    }

    private List<Integer> positions(final List<String> jobs) throws Exception {
        final List<Integer> positions = new ArrayList<>();
        for (final String job : jobs) {
            final JsonNode position = client.poll(job).body().path("queuePosition");
            positions.add(position.isNull() ? null : position.intValue());
        }
        return positions;
    }

    private static double progress(final JsonNode body) {
        return body.path("progress").doubleValue();
    }

    private static boolean hasStage(final JsonNode body) {
        return body.path("status").textValue().equals("processing")
                && body.path("stage").isTextual();
    }

    private static boolean isFinished(final JsonNode body) {
        return body.path("finishedAt").isTextual();
    }
}
