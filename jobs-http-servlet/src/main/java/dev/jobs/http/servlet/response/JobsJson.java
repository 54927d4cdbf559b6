package dev.jobs.http.servlet.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the answer of several jobs: their poll answers, and what is said beside them. */
public final class JobsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private JobsJson() {}

    /** Writes the fields that stand beside the jobs. */
    public interface Beside {
        void write(JsonGenerator json) throws IOException;
    }

    public static String write(final List<String> jobs, final Beside beside) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("jobs");
            for (final String job : jobs) {
                json.writeRawValue(job);
            }
            json.writeEndArray();
            beside.write(json);
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }
}
