package dev.jobs.http.servlet.response;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The entity tags of answers, and those that a client sends back (RFC 9110, section 8.8.3).
 *
 * <p>A tag is {@code "jobs-"}, for one job its revision, and 22 characters of a hash of the whole answer, so nothing can change
 * without it. What compresses an answer on its way changes its tag: {@code "…"} becomes {@code W/"…"} (nginx, Varnish, several
 * content delivery networks), {@code "…-gzip"}, {@code "…-br"} or {@code "…-zstd"} (Apache, Caddy, lighttpd), {@code "…--gzip"}
 * (Jetty), or something else, and the client sends back what it got. No other answer has the same hash: a tag that contains it
 * is this one, whatever stands around it.
 */
public final class EntityTags {
    private static final String MARK = "jobs-";
    private static final int HASH_BYTES = 16;
    private static final int HASH_CHARACTERS = 22;
    private static final int RADIX = 36;

    private EntityTags() {}

    /** The tag of an answer. */
    public static String of(final String answer) {
        return '"' + MARK + hash(answer) + '"';
    }

    /** The tag of the answer of one job. */
    public static String of(final String answer, final long revision) {
        return '"' + MARK + Long.toString(revision, RADIX) + '-' + hash(answer) + '"';
    }

    private static String hash(final String answer) {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256").digest(answer.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** True if the request's sender has the answer with this tag. */
    public static boolean isKnown(final HttpServletRequest request, final String tag) {
        final String hash = tag.substring(tag.length() - 1 - HASH_CHARACTERS, tag.length() - 1);
        return sent(request).anyMatch(known -> known.contains(hash) || known.equals("*"));
    }

    /** True if the request's sender has any answer at all. */
    public static boolean areSent(final HttpServletRequest request) {
        return sent(request).findAny().isPresent();
    }

    /** True if the request's sender has an answer of this servlet's; else something on the way replaces its tags. */
    public static boolean areOurs(final HttpServletRequest request) {
        return sent(request).anyMatch(known -> known.contains(MARK));
    }

    /** True if the request's sender has an answer of a job with this revision. */
    public static boolean haveRevision(final HttpServletRequest request, final long revision) {
        final String beginning = MARK + Long.toString(revision, RADIX) + '-';
        return sent(request).anyMatch(known -> known.contains(beginning));
    }

    private static Stream<String> sent(final HttpServletRequest request) {
        return Collections.list(request.getHeaders("If-None-Match")).stream()
                .flatMap(header -> List.of(header.split(",", -1)).stream())
                .map(String::strip)
                .filter(tag -> !tag.isEmpty());
    }
}
