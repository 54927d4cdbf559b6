package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** JSON of what all answers have: times, durations and what may be absent. */
public final class Json {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static ArrayNode texts(final Collection<String> texts) {
        final ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /** A time as all answers have it: ISO 8601 in UTC with milliseconds. */
    public static String time(final Instant time) {
        return TIME.format(time);
    }

    static void putTime(final ObjectNode json, final String name, final Optional<Instant> time) {
        time.ifPresent(value -> json.put(name, time(value)));
    }

    static void putText(final ObjectNode json, final String name, final Optional<String> text) {
        text.ifPresent(value -> json.put(name, value));
    }

    static void putDuration(final ObjectNode json, final String name, final Optional<Duration> duration) {
        duration.ifPresent(value -> json.put(name, value.toMillis()));
    }
}
