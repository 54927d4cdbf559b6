package dev.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * The answer to a cancel, as people's clients get it. Immutable.
 *
 * @param jobId the job that was to be cancelled
 * @param outcome what came of it
 */
public record CancelResponse(JobId jobId, CancelOutcome outcome) {
    private static final JsonFactory JSON = new JsonFactory();

    public CancelResponse {
        requireNonNull(jobId, "jobId");
        requireNonNull(outcome, "outcome");
    }

    /** The answer as a JSON object; of an outcome that is an error, {@code error} says which. */
    public String toJson() {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (outcome instanceof CancelOutcome.Cancelled) {
                json.writeStringField("jobId", jobId.toString());
                json.writeStringField("status", JobStatus.CANCELLED.wireName());
                json.writeStringField("message", "Job cancellation requested");
            } else if (outcome instanceof CancelOutcome.AlreadyTerminal ended) {
                json.writeStringField("error", "Job already in terminal state");
                json.writeStringField("status", ended.status().wireName());
            } else {
                json.writeStringField("error", "Job not found");
            }
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }
}
