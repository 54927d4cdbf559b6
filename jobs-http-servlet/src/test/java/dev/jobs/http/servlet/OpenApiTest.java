package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the OpenAPI document against real answers, and them against it. */
final class OpenApiTest extends EveryAnswer {
    OpenApiTest(final Container container) {
        super(container);
    }

    @Override
    void look(final Http http, final List<Exchange> exchanges) {
        final JsonNode document = http.get("/jobs/openapi.json").json();
        final List<Exchange> described = exchanges.stream()
                .filter(exchange -> !exchange.operation().endsWith("/ingest"))
                .toList();

        described.forEach(exchange -> assertDescribed(document, exchange));
        // Without a list there is no job at the base: no answer of this servlet.
        final Set<String> answered = new TreeSet<>();
        described.forEach(exchange ->
                answered.add(exchange.operation() + " " + exchange.answer().status()));
        assertThat(answered).isEqualTo(withoutListOff(documented(document)));
    }

    @Test
    void theDocumentNamesThePathThatItIsServedUnder() throws Exception {
        final Http http = serve(Deployment.of(builder().serveOpenApi().build()).at("/app", "/v1/*"));

        final Answer answer = http.get("/app/v1/openapi.json", "X-Forwarded-Prefix", "/outer");

        assertThat(answer.json().get("openapi").asText()).isEqualTo("3.1.0");
        assertThat(answer.json().at("/servers/0/url").asText()).isEqualTo("/outer/app/v1");
        assertThat(http.get("/app/v1", "Accept", "*/*").status()).isEqualTo(404);
    }

    @Test
    void theDocumentIsServedOnlyIfTheServiceSaysSo() throws Exception {
        assertThat(serve().get("/jobs/openapi.json").status()).isEqualTo(404);
    }

    private static Set<String> documented(final JsonNode document) {
        final Set<String> all = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> method.getValue()
                                .get("responses")
                                .fieldNames()
                                .forEachRemaining(status -> all.add(method.getKey()
                                                .toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + status))));
        return all;
    }

    private static Set<String> withoutListOff(final Set<String> documented) {
        documented.remove("GET / 404");
        return documented;
    }

    private static void assertDescribed(final JsonNode document, final Exchange exchange) {
        final String[] operation = exchange.operation().split(" ", 2);
        final Answer answer = exchange.answer();
        final JsonNode response = document.get("paths")
                .path(operation[1])
                .path(operation[0].toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(answer.status()));
        assertThat(response.isObject()).as(exchange.toString()).isTrue();
        response.path("headers")
                .properties()
                .forEach(header -> assertHeader(header.getKey(), header.getValue(), answer));
        if (!response.has("content")) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        final String type = answer.header("Content-Type").orElseThrow().split(";", 2)[0];
        final JsonNode schema = response.get("content").path(type).path("schema");
        assertThat(schema.isObject()).as(exchange.toString()).isTrue();
        if (type.equals("application/json")) {
            assertThat(errors(document, schema, answer.json()))
                    .as(answer.body())
                    .isEmpty();
        }
    }

    private static void assertHeader(final String name, final JsonNode described, final Answer answer) {
        if (described.get("required").asBoolean()) {
            assertThat(answer.header(name)).as(name).isPresent();
        }
        answer.header(name)
                .ifPresent(value -> assertThat(errors(
                                described,
                                described.get("schema"),
                                Answer.json("\"" + value.replace("\"", "\\\"") + "\"")))
                        .as(name)
                        .isEmpty());
    }

    private static List<String> errors(final JsonNode document, final JsonNode schema, final JsonNode value) {
        final ObjectNode whole = schema.deepCopy();
        if (document.has("components")) {
            whole.set("components", document.get("components"));
        }
        final List<String> errors = new ArrayList<>();
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(value)
                .forEach(error -> errors.add(error.toString()));
        undescribed(document, schema, value, errors);
        return errors;
    }

    /** Fields may be added, so the schema does not forbid them; but what is sent is to be described. */
    private static void undescribed(
            final JsonNode document, final JsonNode schema, final JsonNode value, final List<String> errors) {
        if (schema.has("$ref")) {
            undescribed(document, document.at(schema.get("$ref").asText().substring(1)), value, errors);
        } else if (value.isArray()) {
            value.forEach(item -> undescribed(document, schema.path("items"), item, errors));
        } else if (schema.has("properties")) {
            value.properties().forEach(field -> {
                if (schema.get("properties").has(field.getKey())) {
                    undescribed(document, schema.get("properties").get(field.getKey()), field.getValue(), errors);
                } else {
                    errors.add("not described: " + field.getKey());
                }
            });
        }
    }
}
