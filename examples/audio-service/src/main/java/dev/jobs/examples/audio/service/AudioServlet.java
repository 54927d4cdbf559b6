package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.JobRequest;
import dev.jobs.http.servlet.JobSubmitter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes work: {@code POST} of {@code ingest}, {@code sample}, {@code preview} and {@code save}. Each is answered with
 * 202 and the job's first poll answer as soon as the job is stored; repeated under its {@code Idempotency-Key}, it is
 * the same job.
 */
final class AudioServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int SAMPLE_SECONDS = 600;
    private static final int MOST_SAMPLE_SECONDS = 3_600;
    private static final byte[] NO_UPLOAD = new byte[0];
    private static final double STANDARD_LUFS = -16;
    private static final double LEAST_LUFS = -70;
    private static final String RETRY_SECONDS = "2";

    private final transient JobSubmitter submitter;
    private final transient AudioFiles files;
    private final transient Uploads uploads;

    AudioServlet(final JobSubmitter submitter, final AudioFiles files, final Uploads uploads) {
        this.submitter = submitter;
        this.files = files;
        this.uploads = uploads;
    }

    @Override
    protected void service(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        try {
            submit(request, response);
        } catch (final RequestException e) {
            refuse(request, response, e);
        }
    }

    private static void refuse(
            final HttpServletRequest request, final HttpServletResponse response, final RequestException refusal)
            throws IOException {
        switch (refusal.status()) {
            // Whoever is too slow, or one too many, is not waited for.
            case 408 -> response.setHeader("Connection", "close");
            case 503 -> {
                response.setHeader("Connection", "close");
                response.setHeader("Retry-After", RETRY_SECONDS);
            }
            default -> ignoreRest(request);
        }
        Json.sendError(response, refusal.status(), refusal.messageForPeople());
    }

    private static void ignoreRest(final HttpServletRequest request) {
        try {
            new RequestBody(request).ignoreRest();
        } catch (final RequestException | IOException e) {
            // Too slow, or gone: nobody needs the rest.
        }
    }

    private void submit(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final String action = Optional.ofNullable(request.getPathInfo()).orElse("");
        switch (action) {
            case "/ingest", "/sample", "/preview", "/save" -> requirePost(request, response);
            default -> throw new RequestException(404, "Not found");
        }
        if (submitter.refuses(request, response)) {
            // Nobody waits for the answer to a page of another site. All others get theirs, even if they send before
            // they listen.
            if (response.getStatus() != HttpServletResponse.SC_FORBIDDEN) {
                ignoreRest(request);
            }
            return;
        }
        switch (action) {
            case "/ingest" -> ingest(request, response);
            case "/sample" -> submitter.submit(request, response, sample(request));
            case "/preview" -> submitter.submit(request, response, preview(Json.body(request)));
            default -> submitter.submit(request, response, save(Json.body(request)));
        }
    }

    private static void requirePost(final HttpServletRequest request, final HttpServletResponse response) {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new RequestException(405, "Method not allowed");
        }
    }

    private void ingest(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final Submission submission = Submission.of(request);
        final Uploads.Upload upload = uploads.store(new RequestBody(request), submission);
        submitter.submit(request, response, AudioJobs.ingestOf(upload.audioId()));
        if (isForNothing(response.getStatus(), submission)) {
            upload.discard();
        }
    }

    /**
     * Whether no job will ever need what was uploaded. A store that was out of reach may have taken the job all the same,
     * and then a repeat of the submission finds it.
     */
    private static boolean isForNothing(final int status, final Submission submission) {
        final boolean refused = status >= 400 && status < 500;
        final boolean failed = status >= 500;
        return refused || (failed && submission.key().isEmpty());
    }

    private static JobRequest.Builder sample(final HttpServletRequest request) throws IOException {
        final JsonNode seconds = Json.optionalBody(request).path("seconds");
        if (!seconds.isMissingNode()
                && (!seconds.isInt() || seconds.intValue() < 1 || seconds.intValue() > MOST_SAMPLE_SECONDS)) {
            throw new RequestException(400, "seconds has to be a whole number from 1 to " + MOST_SAMPLE_SECONDS);
        }
        final String audioId = Submission.of(request).audioId(NO_UPLOAD);
        return AudioJobs.sampleOf(audioId, seconds.asInt(SAMPLE_SECONDS));
    }

    private JobRequest.Builder preview(final ObjectNode body) {
        return AudioJobs.PREVIEW.requestBuilder(new AudioJobs.Preview(audioId(body)));
    }

    private JobRequest.Builder save(final ObjectNode body) {
        final JsonNode target = body.path("targetLufs");
        final double lufs = target.isMissingNode() ? STANDARD_LUFS : target.asDouble(Double.NaN);
        if (!(target.isMissingNode() || target.isNumber()) || !(lufs >= LEAST_LUFS && lufs <= 0)) {
            throw new RequestException(400, "targetLufs has to be a number from -70 to 0");
        }
        // A tenth is finer than anybody hears, and keeps the names of the files short.
        final double rounded = Math.round(lufs * 10) / 10.0;
        return AudioJobs.SAVE.requestBuilder(new AudioJobs.Save(audioId(body), rounded));
    }

    private String audioId(final ObjectNode body) {
        final JsonNode audioId = body.path("audioId");
        if (!audioId.isTextual()) {
            throw new RequestException(400, "audioId has to be the id of an ingested audio file");
        }
        return files.find(audioId.textValue())
                .map(file -> audioId.textValue())
                .orElseThrow(() -> new RequestException(404, "There is no audio file with this audioId"));
    }
}
