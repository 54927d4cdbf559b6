package dev.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds out whether a Java type is written as a JSON object, and where its value is in a poll's answer. */
final class ResultShape extends JsonFormatVisitorWrapper.Base {
    private boolean mayBeObject;

    private ResultShape() {}

    /** A parser before the value in a poll's result; what is never an object stands in one there, as {@code {"value": …}}. */
    static JsonParser parser(final ObjectMapper mapper, final JavaType type, final String json) throws IOException {
        if (isNeverObject(mapper, type)) {
            final JsonParser parser = mapper.createParser(json);
            if (parser.nextToken() == JsonToken.START_OBJECT && "value".equals(parser.nextFieldName())) {
                parser.nextToken();
                return parser;
            }
            parser.close();
        }
        return mapper.createParser(json);
    }

    private static boolean isNeverObject(final ObjectMapper mapper, final JavaType type) throws JsonMappingException {
        final ResultShape shape = new ResultShape();
        mapper.acceptJsonFormatVisitor(type, shape);
        return !shape.mayBeObject;
    }

    @Override
    public @Nullable JsonObjectFormatVisitor expectObjectFormat(final JavaType type) {
        mayBeObject = true;
        return null;
    }

    @Override
    public @Nullable JsonMapFormatVisitor expectMapFormat(final JavaType type) {
        mayBeObject = true;
        return null;
    }

    @Override
    public @Nullable JsonAnyFormatVisitor expectAnyFormat(final JavaType type) {
        mayBeObject = true;
        return null;
    }
}
