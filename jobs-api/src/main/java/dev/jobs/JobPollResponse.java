package dev.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jobs.internal.JsonText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to one poll: everything that the person who waits for a job can know. Immutable.
 *
 * @param job the job
 * @param queuePosition 1 for the job that starts next in its queue; only while the job is pending and due
 */
public record JobPollResponse(Job job, OptionalLong queuePosition) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final double LARGEST_EXACT = 100;

    public JobPollResponse {
        requireNonNull(job, "job");
        if (queuePosition.isPresent() && job.status() != JobStatus.PENDING) {
            throw new IllegalArgumentException("a " + job.status().wireName() + " job has no queue position");
        }
        if (queuePosition.isPresent() && queuePosition.getAsLong() < 1) {
            throw new IllegalArgumentException(
                    "queue positions count from 1, but this is " + queuePosition.getAsLong());
        }
    }

    /**
     * The answer as a JSON object: {@code jobId}, {@code type}, {@code status}, {@code progress}, {@code stage},
     * {@code queuePosition}, {@code attempt}, {@code createdAt}, {@code updatedAt} and {@code finishedAt} always;
     * {@code result} only when complete, {@code error} only when failed, {@code release} only when cancelled and
     * finished. A result that is no object stands in one as {@code {"value": …}}; a result is passed on as it is,
     * not parsed.
     */
    public String toJson() {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json);
        } catch (final IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    private void write(final JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("jobId", job.id().toString());
        json.writeStringField("type", job.type());
        json.writeStringField("status", job.status().wireName());
        json.writeFieldName("progress");
        writeProgress(json);
        writeOptional(json, "stage", job.stage());
        if (queuePosition.isPresent()) {
            json.writeNumberField("queuePosition", queuePosition.getAsLong());
        } else {
            json.writeNullField("queuePosition");
        }
        json.writeNumberField("attempt", job.attempt());
        json.writeStringField("createdAt", time(job.createdAt()));
        json.writeStringField("updatedAt", time(job.updatedAt()));
        writeOptional(json, "finishedAt", job.finishedAt().map(JobPollResponse::time));
        if (job.release().isPresent()) {
            json.writeStringField("release", job.release().get().wireName());
        }
        if (job.status() == JobStatus.COMPLETE && job.result().isPresent()) {
            writeResult(json, job.result().get());
        }
        if (job.status() == JobStatus.FAILED) {
            json.writeStringField("error", job.error().orElse("The job failed."));
        }
        json.writeEndObject();
    }

    private void writeProgress(final JsonGenerator json) throws IOException {
        final double progress = job.progress();
        if (progress == Math.rint(progress) && Math.abs(progress) <= LARGEST_EXACT) {
            json.writeNumber((long) progress);
        } else {
            json.writeNumber(progress);
        }
    }

    private static void writeResult(final JsonGenerator json, final String result) throws IOException {
        json.writeFieldName("result");
        if (JsonText.isObject(result)) {
            json.writeRawValue(result);
        } else {
            json.writeStartObject();
            json.writeFieldName("value");
            json.writeRawValue(result);
            json.writeEndObject();
        }
    }

    private static void writeOptional(final JsonGenerator json, final String name, final Optional<String> value)
            throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        } else {
            json.writeNullField(name);
        }
    }

    private static String time(final Instant instant) {
        return TIME.format(instant);
    }
}
