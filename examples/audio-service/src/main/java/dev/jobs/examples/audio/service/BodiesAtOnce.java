package dev.jobs.examples.audio.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * A bound on the requests' bodies that are read at once. Each holds a thread of the server while it comes, and polls need threads too. Safe to
 * share between threads.
 */
final class BodiesAtOnce {
    private final Semaphore room;

    BodiesAtOnce(final int most) {
        this.room = new Semaphore(most);
    }

    /**
     * Begins to read one, which takes its place until it is closed.
     *
     * @param most how many bytes it may have
     * @param tooLarge what to refuse a longer one with
     * @throws RequestException if it says that it is longer, or if all places are taken: the sender may come again
     */
    InputStream open(final RequestBody body, final long most, final RequestException tooLarge) throws IOException {
        if (body.announcedBytes() > most) {
            throw tooLarge;
        }
        if (!room.tryAcquire()) {
            throw new RequestException(503, "Too many others are sending just now: try again in a moment");
        }
        try {
            return new Place(body.open());
        } catch (final IOException | RuntimeException e) {
            room.release();
            throw e;
        }
    }

    private final class Place extends FilterInputStream {
        private boolean left;

        Place(final InputStream body) {
            super(body);
        }

        @Override
        public void close() {
            if (!left) {
                left = true;
                room.release();
            }
        }
    }
}
