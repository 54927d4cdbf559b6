package dev.jobs.examples.audio.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes work: {@code POST} of {@code ingest}, {@code sample}, {@code preview} and {@code save}. Each is answered with
 * 202 and the job's first poll answer as soon as the job is stored.
 */
final class AudioServlet extends HttpServlet {
    /** Where jobs are polled and cancelled. */
    static final String JOBS_URL = "/api/audio/jobs/";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AudioServlet.class);
    private static final int SAMPLE_SECONDS = 600;
    private static final int MOST_SAMPLE_SECONDS = 3_600;
    private static final double STANDARD_LUFS = -16;
    private static final double LEAST_LUFS = -70;
    /** How much of a refused upload is read, so that the answer reaches clients that send before they listen. */
    private static final long MOST_BYTES_IGNORED = 64L << 20;

    private final transient JobStore store;
    private final transient AudioFiles files;
    private final transient Uploads uploads;

    AudioServlet(final JobStore store, final AudioFiles files, final Uploads uploads) {
        this.store = store;
        this.files = files;
        this.uploads = uploads;
    }

    @Override
    protected void service(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        try {
            submit(request, response);
        } catch (final RequestException e) {
            ignoreRest(request);
            Json.sendError(response, e.status(), e.messageForPeople());
        } catch (final JobStoreUnavailableException | JobStoreClosedException e) {
            LOG.warn(
                    "Answered {} with 503, for the job store is out of reach: {}", request.getPathInfo(), e.toString());
            response.setHeader("Retry-After", "2");
            Json.sendError(response, 503, "The job store is out of reach");
        }
    }

    private void submit(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final String action = Optional.ofNullable(request.getPathInfo()).orElse("");
        switch (action) {
            case "/ingest", "/sample", "/preview", "/save" -> requireOwnPost(request, response);
            default -> throw new RequestException(404, "Not found");
        }
        final JobId id = switch (action) {
            case "/ingest" -> ingest(request);
            case "/sample" -> sample(request);
            case "/preview" -> preview(Json.body(request));
            default -> save(Json.body(request));
        };
        response.setHeader("Location", JOBS_URL + id);
        Json.send(response, 202, store.poll(id).orElseThrow().toJson());
    }

    private static void requireOwnPost(final HttpServletRequest request, final HttpServletResponse response) {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new RequestException(405, "Method not allowed");
        }
        // A browser says so when another site's page sends the request.
        final String site =
                Optional.ofNullable(request.getHeader("Sec-Fetch-Site")).orElse("none");
        if (!site.equals("same-origin") && !site.equals("none")) {
            throw new RequestException(403, "Cross-site request refused");
        }
    }

    private JobId ingest(final HttpServletRequest request) throws IOException {
        final String audioId = uploads.store(request.getInputStream(), request.getContentLengthLong());
        try {
            return store.submit(AudioJobs.ingestOf(audioId));
        } catch (final RuntimeException e) {
            final Optional<Path> upload = files.find(audioId);
            if (upload.isPresent()) {
                Files.deleteIfExists(upload.get());
            }
            throw e;
        }
    }

    private JobId sample(final HttpServletRequest request) throws IOException {
        final JsonNode seconds = Json.optionalBody(request).path("seconds");
        if (!seconds.isMissingNode()
                && (!seconds.isInt() || seconds.intValue() < 1 || seconds.intValue() > MOST_SAMPLE_SECONDS)) {
            throw new RequestException(400, "seconds has to be a whole number from 1 to " + MOST_SAMPLE_SECONDS);
        }
        return store.submit(AudioJobs.sampleOf(AudioFiles.newId(), seconds.asInt(SAMPLE_SECONDS)));
    }

    private JobId preview(final ObjectNode body) {
        return store.submit(AudioJobs.PREVIEW.request(new AudioJobs.Preview(audioId(body))));
    }

    private JobId save(final ObjectNode body) {
        final JsonNode target = body.path("targetLufs");
        final double lufs = target.isMissingNode() ? STANDARD_LUFS : target.asDouble(Double.NaN);
        if (!(target.isMissingNode() || target.isNumber()) || !(lufs >= LEAST_LUFS && lufs <= 0)) {
            throw new RequestException(400, "targetLufs has to be a number from -70 to 0");
        }
        // A tenth is finer than anybody hears, and keeps the names of the files short.
        final double rounded = Math.round(lufs * 10) / 10.0;
        final JobRequest request = AudioJobs.SAVE.request(new AudioJobs.Save(audioId(body), rounded));
        return store.submit(request);
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

    private static void ignoreRest(final HttpServletRequest request) throws IOException {
        final InputStream rest = request.getInputStream();
        if (request.getContentLengthLong() <= MOST_BYTES_IGNORED && request.getHeader("Expect") == null) {
            long left = MOST_BYTES_IGNORED;
            while (left > 0) {
                final long count = rest.readNBytes((int) Math.min(left, 64 * 1024)).length;
                if (count == 0) {
                    return;
                }
                left -= count;
            }
        }
    }
}
