package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.jobs.WaitReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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

    // What linters of OpenAPI documents ask for (redocly, spectral), and what clients generated from one need.

    @Test
    void theDocumentSaysAllThatToolsAskFor() throws Exception {
        final JsonNode document = document();

        assertThat(document.at("/info/license/identifier").asText()).isEqualTo("Apache-2.0");
        assertThat(document.at("/info/contact").isObject()).isTrue();
        assertThat(document.get("servers").get(0).has("variables")).isFalse();
        assertThat(document.at("/components/securitySchemes").isEmpty()).isFalse();
        assertThat(document.get("security").isEmpty()).isFalse();
        final Set<String> tags = new TreeSet<>(document.get("tags").findValuesAsText("name"));
        document.get("paths")
                .forEach(path -> path.forEach(operation -> {
                    assertThat(operation.get("operationId").asText()).isNotEmpty();
                    assertThat(operation.get("summary").asText()).isNotEmpty();
                    assertThat(operation.get("description").asText()).isNotEmpty();
                    assertThat(tags).contains(operation.at("/tags/0").asText());
                }));
    }

    @Test
    void everyNumberSaysHowLargeItCanBeAndEveryClosedSetOfWhatType() throws Exception {
        for (final JsonNode schema : schemas(document())) {
            final String type = schema.path("type").toString();
            if (type.contains("integer") || type.contains("number")) {
                assertThat(schema.path("format").asText()).as(schema.toString()).isIn("int32", "int64", "double");
            }
            if (schema.has("enum") || schema.has("const")) {
                assertThat(schema.has("type")).as(schema.toString()).isTrue();
            }
            if (schema.has("properties")) {
                schema.path("required")
                        .forEach(field -> assertThat(schema.get("properties").has(field.asText()))
                                .as(schema + " " + field)
                                .isTrue());
            }
        }
    }

    @Test
    void whatIsLongInTheAnswersIsLongInClients() throws Exception {
        final JsonNode job = document().at("/components/schemas/Job/properties");

        for (final String field : List.of("revision", "queuePosition", "queueSize", "pollAfterMs")) {
            assertThat(job.get(field).get("format").asText()).as(field).isEqualTo("int64");
        }
    }

    @Test
    void aReasonThatIsAddedLaterFitsTheDocument() throws Exception {
        final JsonNode reason = document().at("/components/schemas/Job/properties/waitReason");

        assertThat(reason.has("enum")).isFalse();
        assertThat(reason.get("x-extensible-enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        Stream.of(WaitReason.values()).map(WaitReason::wireName).toList());
    }

    private JsonNode document() throws Exception {
        return serve(Deployment.of(builder().serveOpenApi().build()))
                .get("/jobs/openapi.json")
                .json();
    }

    /** Everything in it that has a type, a set of values, or fields. */
    private static List<JsonNode> schemas(final JsonNode document) {
        final List<JsonNode> schemas = new ArrayList<>();
        final Deque<JsonNode> left = new ArrayDeque<>(List.of(document));
        while (!left.isEmpty()) {
            final JsonNode node = left.pop();
            if (node.isObject() && (node.has("properties") || node.has("enum") || node.has("const") || isTyped(node))) {
                schemas.add(node);
            }
            node.forEach(left::push);
        }
        return schemas;
    }

    private static boolean isTyped(final JsonNode node) {
        return node.path("type").isTextual() || node.path("type").isArray();
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
