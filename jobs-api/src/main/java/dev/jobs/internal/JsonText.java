package dev.jobs.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/** Checks JSON that is kept as text: exactly one value, storable in any database, its numbers untouched. */
public final class JsonText {
    private static final int MAX_DEPTH = 1_000;

    /** Takes all that is {@linkplain #checked accepted}: its limits are those of size, which stores have. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * Returns the text, trimmed, in which halves of surrogate pairs stand as escapes: the same value, and one that
     * UTF-8 can carry.
     *
     * @throws IllegalArgumentException if it is not exactly one JSON value, or is nested deeper than 1,000 levels
     */
    public static String checked(final String what, final String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException(what + " is empty: it must be one JSON value");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException(what + " must be one JSON value, but more follows it");
            }
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(what + " is no valid JSON: " + e.getOriginalMessage(), e);
        } catch (final IOException e) {
            throw new UncheckedIOException("reading from a string cannot fail", e);
        }
        return escapeLoneSurrogates(text.strip());
    }

    /** True if a {@linkplain #checked checked} text is a JSON object. */
    public static boolean isObject(final String checked) {
        return checked.startsWith("{");
    }

    /** The text of a value that is no object and stands in one as {@code {"value": …}}; empty for all other JSON texts. */
    public static Optional<String> wrappedValue(final String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !"value".equals(parser.nextFieldName())
                    || parser.nextToken() == JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            final int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                return Optional.empty();
            }
            return Optional.of(
                    json.substring(start, (int) parser.currentTokenLocation().getCharOffset()));
        } catch (final IOException e) { // no JSON: whoever reads it says why
            return Optional.empty();
        }
    }

    private static String escapeLoneSurrogates(final String text) {
        if (text.codePoints().noneMatch(JsonText::isLoneSurrogate)) {
            return text;
        }
        final StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isLoneSurrogate(c)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    private static boolean isLoneSurrogate(final int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
