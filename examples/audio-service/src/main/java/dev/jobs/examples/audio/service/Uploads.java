package dev.jobs.examples.audio.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * Takes uploaded audio files: streams them to disk, refuses what is too long or no audio at all. Whether a file that
 * begins like audio really is some is for the job to find out.
 */
final class Uploads {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MOST_AT_ONCE = 32;

    private final AudioFiles files;
    private final long maxBytes;
    private final BodiesAtOnce atOnce = new BodiesAtOnce(MOST_AT_ONCE);

    Uploads(final AudioFiles files, final long maxBytes) {
        this.files = files;
        this.maxBytes = maxBytes;
    }

    /**
     * An audio file that was stored.
     *
     * @param isNew whether it was not there before, as it is when a submission is repeated
     */
    record Upload(String audioId, Path file, boolean isNew) {
        /** Deletes what this upload brought. */
        void discard() throws IOException {
            if (isNew) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Stores a file.
     *
     * @throws RequestException if it is refused
     */
    Upload store(final RequestBody request, final Submission submission) throws IOException {
        try (InputStream body = atOnce.open(request, maxBytes, tooLarge())) {
            return store(body, submission);
        } catch (final IOException e) {
            if (files.isFull()) {
                throw new RequestException(507, "The service has no room left for audio files");
            }
            throw e;
        }
    }

    private Upload store(final InputStream body, final Submission submission) throws IOException {
        final byte[] start = body.readNBytes(AudioFormat.TELLING_BYTES);
        if (start.length == 0) {
            throw new RequestException(400, "The request has no body: send a WAV, AIFF or AU file");
        }
        final AudioFormat format = AudioFormat.of(start)
                .orElseThrow(() -> new RequestException(415, "This is no audio file: send WAV, AIFF or AU"));
        try (AudioFiles.Part part = files.part()) {
            final MessageDigest digest = Submission.sha256();
            try (OutputStream file = new DigestOutputStream(Files.newOutputStream(part.path()), digest)) {
                file.write(start);
                copy(body, file, start.length);
            }
            final String audioId = submission.audioId(digest.digest());
            final Path original = files.original(audioId, format);
            final boolean isNew = !Files.exists(original);
            part.finish(original);
            return new Upload(audioId, original, isNew);
        }
    }

    private void copy(final InputStream from, final OutputStream to, final long already) throws IOException {
        final byte[] buffer = new byte[BUFFER_BYTES];
        long total = already;
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            total += count;
            if (total > maxBytes) {
                throw tooLarge();
            }
            to.write(buffer, 0, count);
        }
    }

    private RequestException tooLarge() {
        return new RequestException(413, "The file is too large: " + maxBytes + " bytes are the most");
    }
}
