package dev.jobs.examples.audio.service;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/**
 * One submission as the client means it, however often it sends it: whatever comes under one {@code Idempotency-Key}.
 *
 * <p>A repeat has to lead to the same payload, or it would count as another. So the audio id in it is made from the key and
 * what was sent under it; without a key it is made at random. It stays a secret of those who know the key: from the
 * content alone nobody can tell whether the service has a file.
 *
 * @param key the key; empty for a request that is a submission of its own
 */
record Submission(Optional<String> key) {
    static Submission of(final HttpServletRequest request) {
        return new Submission(Optional.ofNullable(request.getHeader("Idempotency-Key")));
    }

    /** The id of the audio that this content is to become. */
    String audioId(final byte[] content) {
        return key.map(known -> digest(content, known))
                .orElseGet(UUID::randomUUID)
                .toString();
    }

    private static UUID digest(final byte[] content, final String key) {
        final MessageDigest sha256 = sha256();
        sha256.update(key.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        final ByteBuffer digest = ByteBuffer.wrap(sha256.digest(content));
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** Every Java has it. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
