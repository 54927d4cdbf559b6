package dev.jobs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jobs.internal.JsonText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes poll answers as JSON: what is always there first, then what was added beside it. */
final class PollJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final double LARGEST_EXACT = 1L << 53;

    private PollJson() {}

    static String write(final JobPollResponse answer, final Map<String, String> links) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeJob(json, answer.job(), answer.queuePosition());
            writeMore(json, answer);
            writeStages(json, answer);
            writeStageTimes(json, answer.job().stageTimes());
            if (answer.estimate().isPresent()) {
                writeEstimate(json, answer.estimate().get());
            }
            final Optional<Duration> pollAfter = answer.pollAfter();
            if (pollAfter.isPresent()) {
                json.writeNumberField("pollAfterMs", pollAfter.get().toMillis());
            }
            writeLinks(json, links);
            writeEnd(json, answer.job());
            if (answer.isResultLeftOut()) {
                json.writeBooleanField("resultLeftOut", true);
            }
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    private static void writeJob(final JsonGenerator json, final Job job, final OptionalLong queuePosition)
            throws IOException {
        json.writeStringField("jobId", job.id().toString());
        json.writeStringField("type", job.type());
        json.writeStringField("status", job.status().wireName());
        writeNumber(json, "progress", job.progress());
        writeOptional(json, "stage", job.stage());
        if (queuePosition.isPresent()) {
            json.writeNumberField("queuePosition", queuePosition.getAsLong());
        } else {
            json.writeNullField("queuePosition");
        }
        json.writeNumberField("attempt", job.attempt());
        json.writeStringField("createdAt", time(job.createdAt()));
        json.writeStringField("updatedAt", time(job.updatedAt()));
        writeOptional(json, "finishedAt", job.finishedAt().map(PollJson::time));
        writePresent(json, "release", job.release().map(Release::wireName));
    }

    private static void writeMore(final JsonGenerator json, final JobPollResponse answer) throws IOException {
        json.writeBooleanField("done", answer.isDone());
        json.writeBooleanField("stopping", answer.job().isStopping());
        writeOptional(json, "startedAt", answer.job().startedAt().map(PollJson::time));
        json.writeNumberField("maxAttempts", answer.job().maxAttempts());
        json.writeBooleanField("indeterminate", answer.isIndeterminate());
        json.writeNumberField("revision", answer.job().revision());
        if (answer.waiting().isPresent()) {
            final Waiting waiting = answer.waiting().get();
            json.writeStringField("waitReason", waiting.reason().wireName());
            writePresent(json, "waitUntil", waiting.waitUntil().map(PollJson::time));
            writePresent(json, "waitMessage", waiting.waitMessage());
        }
        if (answer.queueSize().isPresent()) {
            json.writeNumberField("queueSize", answer.queueSize().getAsLong());
        }
        writePresent(json, "timeLimitAt", answer.job().timeLimitAt().map(PollJson::time));
        writePresent(json, "rerunOf", answer.job().rerunOf().map(JobId::toString));
        writePresent(json, "rerunAs", answer.job().rerunAs().map(JobId::toString));
        writePresent(json, "replacedBy", answer.job().replacedBy().map(JobId::toString));
    }

    private static void writeStageTimes(final JsonGenerator json, final List<StageTime> times) throws IOException {
        if (times.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("stageTimes");
        for (final StageTime time : times) {
            json.writeStartObject();
            json.writeStringField("stage", time.stage());
            json.writeNumberField("tookMs", time.took().toMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeStages(final JsonGenerator json, final JobPollResponse answer) throws IOException {
        final List<StageState> stages = answer.stages();
        if (stages.isEmpty()) {
            return;
        }
        final Job job = answer.job();
        writeNumber(
                json,
                "overallProgress",
                job.status() == JobStatus.COMPLETE ? 100 : job.overallProgress().percent());
        json.writeArrayFieldStart("stages");
        for (final StageState state : stages) {
            json.writeStartObject();
            json.writeStringField("name", state.stage().name());
            json.writeStringField("label", state.stage().label());
            writeNumber(json, "weight", state.stage().weight());
            json.writeStringField("status", state.status().wireName());
            writeNumber(json, "progress", state.progress());
            if (state.took().isPresent()) {
                json.writeNumberField("tookMs", state.took().get().toMillis());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeEstimate(final JsonGenerator json, final Estimate estimate) throws IOException {
        json.writeObjectFieldStart("estimate");
        if (estimate.startAt().isPresent()) {
            json.writeStringField("startAt", time(estimate.startAt().get()));
        }
        if (estimate.completeAt().isPresent()) {
            json.writeStringField("completeAt", time(estimate.completeAt().get()));
        }
        json.writeEndObject();
    }

    private static void writeLinks(final JsonGenerator json, final Map<String, String> links) throws IOException {
        if (links.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("links");
        for (final Map.Entry<String, String> link : links.entrySet()) {
            json.writeStringField(link.getKey(), link.getValue());
        }
        json.writeEndObject();
    }

    private static void writeEnd(final JsonGenerator json, final Job job) throws IOException {
        if (job.status() == JobStatus.COMPLETE && job.result().isPresent()) {
            writeResult(json, job.result().get());
        }
        if (job.status() == JobStatus.FAILED) {
            json.writeStringField("error", job.error().orElse("The job failed."));
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

    private static void writeNumber(final JsonGenerator json, final String name, final double number)
            throws IOException {
        json.writeFieldName(name);
        if (number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
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

    private static void writePresent(final JsonGenerator json, final String name, final Optional<String> value)
            throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    /** A time as every answer shows it: ISO 8601 in UTC with milliseconds. */
    static String time(final Instant instant) {
        return TIME.format(instant);
    }
}
