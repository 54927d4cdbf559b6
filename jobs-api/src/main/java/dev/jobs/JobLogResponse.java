package dev.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a question for a job's log, as people's clients get it. Immutable.
 *
 * @param jobId the job
 * @param log a part of its log
 * @param pollAfter the {@linkplain JobPollResponse#pollAfter pause until the next poll} of the job as it stood before the log was
 *     read; empty if it was done by then: a job logs nothing after its end
 */
public record JobLogResponse(JobId jobId, JobLog log, Optional<Duration> pollAfter) {
    private static final JsonFactory JSON = new JsonFactory();

    public JobLogResponse {
        requireNonNull(jobId, "jobId");
        requireNonNull(log, "log");
        requireNonNull(pollAfter, "pollAfter");
    }

    /** True if lines follow that the job has logged already: they can be asked for at once. */
    public boolean hasMore() {
        return log.hasMore() && !log.lines().isEmpty();
    }

    /**
     * The number to ask for the next part with. It is less than the one that was asked for if no such line was logged: then the store
     * has lost its newest transactions, and what is logged from now on is numbered from there.
     */
    public long next() {
        return Math.min(log.last(), log.newest());
    }

    /** True if no line will ever follow: the job has ended, and this reaches to the end of its log. */
    public boolean isDone() {
        return pollAfter.isEmpty() && !hasMore();
    }

    /**
     * The answer as a JSON object: {@code jobId}; {@code lines}, each with {@code number}, {@code attempt}, {@code at} and {@code
     * text}; {@code next}, the number to ask for the next part with; {@code dropped}, the number of lines up to that one that are
     * not kept any more; {@code more}, true if lines follow already; {@code done}, true if none ever will.
     */
    public String toJson() {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("jobId", jobId.toString());
            json.writeArrayFieldStart("lines");
            for (final LogLine line : log.lines()) {
                json.writeStartObject();
                json.writeNumberField("number", line.number());
                json.writeNumberField("attempt", line.attempt());
                json.writeStringField("at", PollJson.time(line.at()));
                json.writeStringField("text", line.text());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("next", next());
            json.writeNumberField("dropped", log.dropped());
            json.writeBooleanField("more", hasMore());
            json.writeBooleanField("done", isDone());
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    /** Names the job without the lines, which may be secret. */
    @Override
    public String toString() {
        return "JobLogResponse[" + jobId + ", lines=" + log.lines().size() + ", next=" + log.last() + "]";
    }
}
