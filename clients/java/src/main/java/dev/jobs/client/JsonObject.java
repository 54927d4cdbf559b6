package dev.jobs.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object, each member kept as the text that was sent: what is passed on loses no digit. Immutable.
 *
 * @param text the whole of it
 * @param members the text of each member's value
 */
record JsonObject(String text, Map<String, String> members) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonFactory JSON = MAPPER.getFactory();

    /**
     * Reads a text that is one JSON object.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static JsonObject parse(final String text) {
        final Map<String, String> members = new LinkedHashMap<>();
        final String object = values(text, JsonToken.START_OBJECT, members::put);
        return new JsonObject(object, Map.copyOf(members));
    }

    private interface Visitor {
        void member(String name, String value);
    }

    /** Visits the values in an object, or those of an array, which have no names; the text of that without what is around. */
    private static String values(final String text, final JsonToken kind, final Visitor visitor) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != kind) {
                throw new IllegalArgumentException(
                        "this is no " + (kind == JsonToken.START_OBJECT ? "object" : "array"));
            }
            final int start = start(parser);
            while (!parser.nextToken().isStructEnd()) {
                String name = "";
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                    parser.nextToken();
                }
                visitor.member(name, value(parser, text));
            }
            final String found = text.substring(start, end(parser));
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("this is more than one value");
            }
            return found;
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
        } catch (final IOException e) {
            throw new UncheckedIOException("a text cannot be read", e);
        }
    }

    private static String value(final JsonParser parser, final String text) throws IOException {
        final int start = start(parser);
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, end(parser));
    }

    private static int start(final JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static int end(final JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    /** A member's text, if it is there and not null. */
    Optional<String> raw(final String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !value.equals("null"));
    }

    /** A member that is a string. */
    Optional<String> string(final String name) {
        return raw(name).filter(value -> value.startsWith("\"")).map(JsonObject::unquoted);
    }

    private static String unquoted(final String value) {
        try {
            return MAPPER.readValue(value, String.class);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("this is no string", e);
        }
    }

    /** A member that is a number. */
    Optional<BigDecimal> number(final String name) {
        return raw(name)
                .filter(value -> value.charAt(0) == '-' || Character.isDigit(value.charAt(0)))
                .map(BigDecimal::new);
    }

    /** A member that is true or false. */
    Optional<Boolean> flag(final String name) {
        return raw(name)
                .filter(value -> value.equals("true") || value.equals("false"))
                .map(Boolean::valueOf);
    }

    /** A member that is an object. */
    Optional<JsonObject> object(final String name) {
        return raw(name).filter(value -> value.startsWith("{")).map(JsonObject::parse);
    }

    /** All members that are strings, in no particular order. */
    Map<String, String> strings() {
        final Map<String, String> strings = new LinkedHashMap<>();
        members.keySet().forEach(name -> string(name).ifPresent(value -> strings.put(name, value)));
        return Map.copyOf(strings);
    }

    /** The texts in a member that is an array. */
    Optional<List<String>> array(final String name) {
        return raw(name).filter(value -> value.startsWith("[")).map(text -> {
            final List<String> elements = new ArrayList<>();
            values(text, JsonToken.START_ARRAY, (none, value) -> elements.add(value));
            return List.copyOf(elements);
        });
    }

    @Override
    public String toString() {
        return text;
    }
}
