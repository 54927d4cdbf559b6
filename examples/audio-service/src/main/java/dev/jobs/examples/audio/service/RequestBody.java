package dev.jobs.examples.audio.service;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one request. Until it is opened nothing of it has been asked for: a sender that waits for {@code 100 Continue} is
 * refused before it sends.
 */
record RequestBody(HttpServletRequest request) {
    /** The most of a refused body that is read, so that the answer reaches clients that send before they listen. */
    private static final long MOST_BYTES_IGNORED = 64L << 20;

    private static final int PIECE = 64 * 1024;

    /** The length that it announces; negative: it does not say. */
    long announcedBytes() {
        return request.getContentLengthLong();
    }

    /** Begins to read it. Reading fails with a {@link RequestException} if it comes too slowly. */
    InputStream open() throws IOException {
        return new SteadyBody(request.getInputStream(), System::nanoTime);
    }

    /** Reads what is left of a body that was refused, as far as it is of use. */
    void ignoreRest() throws IOException {
        if (announcedBytes() > MOST_BYTES_IGNORED || request.getHeader("Expect") != null) {
            return;
        }
        final InputStream rest = open();
        long left = MOST_BYTES_IGNORED;
        while (left > 0) {
            final long count = rest.readNBytes((int) Math.min(left, PIECE)).length;
            if (count == 0) {
                return;
            }
            left -= count;
        }
    }
}
