package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.http.servlet.response.BadRequestException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * The end of a page of a list, in a form that clients hand back and do not read. It grants nothing: a caller who makes one up
 * gets another part of the list that it may see anyway.
 */
final class PageToken {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 2 * Long.BYTES;
    private static final int CHARACTERS = 23;

    private PageToken() {}

    /** The token of the page that follows the one that ended with this job. */
    static String after(final JobId last) {
        final byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(last.value().getMostSignificantBits())
                .putLong(last.value().getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static JobId parse(final String token) {
        if (token.length() != CHARACTERS) {
            throw new BadRequestException("This is no page token");
        }
        final ByteBuffer bytes = decoded(token);
        if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
            throw new BadRequestException("This is no page token");
        }
        return new JobId(new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static ByteBuffer decoded(final String token) {
        try {
            return ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (final IllegalArgumentException e) {
            throw new BadRequestException("This is no page token", e);
        }
    }
}
