package dev.jobs.http.servlet;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JsonResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of what the servlet answers, for tools (OpenAPI 3.1). */
final class OpenApi {
    /** As the document in the jar has it, which is valid as it is. */
    private static final String SERVER = "\"url\": \"/jobs\"";

    private final String template;

    private OpenApi(final String template) {
        this.template = template;
    }

    static OpenApi load() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing from the jar");
            }
            return new OpenApi(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException("openapi.json cannot be read from the jar", e);
        }
    }

    /** The document, for jobs that are found under these links. */
    JsonResponse answer(final JobLinks links) {
        final String base = links.base().isEmpty() ? "/" : links.base();
        final String url = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(base));
        return JsonResponse.of(200, template.replace(SERVER, "\"url\": \"" + url + "\""));
    }
}
