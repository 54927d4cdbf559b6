package dev.jobs.internal;

import java.util.Locale;

/** Checks and cleans the short texts of jobs, so that every store holds the same, whatever its database allows. */
public final class Text {
    private static final int REPLACEMENT = 0xFFFD;

    private Text() {}

    /**
     * Checks a name that identifies something: 1 to {@code maxLength} characters, none of them a control
     * character or half of a surrogate pair.
     */
    public static String name(final String what, final String value, final int maxLength) {
        if (value.isEmpty() || value.length() > maxLength) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + maxLength + " characters, but has " + value.length());
        }
        value.codePoints()
                .filter(c -> Character.isISOControl(c) || isLoneSurrogate(c))
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(what + " must not contain the character U+"
                            + String.format(Locale.ROOT, "%04X", c) + ": \"" + clean(value, maxLength) + "\"");
                });
        return value;
    }

    /**
     * Makes a text for people storable and readable: control characters but line ends and tabs become
     * spaces, halves of surrogate pairs U+FFFD, and what is longer than {@code maxLength} ends in "…".
     */
    public static String clean(final String value, final int maxLength) {
        final StringBuilder cleaned = new StringBuilder(Math.min(value.length(), maxLength));
        for (int i = 0; i < value.length(); ) {
            final int c = value.codePointAt(i);
            final int next = i + Character.charCount(c);
            final boolean last = next >= value.length();
            if (cleaned.length() + Character.charCount(c) > (last ? maxLength : maxLength - 1)) {
                return cleaned.append('…').toString();
            }
            cleaned.appendCodePoint(cleaned(c));
            i = next;
        }
        return cleaned.toString();
    }

    private static int cleaned(final int c) {
        if (isLoneSurrogate(c)) {
            return REPLACEMENT;
        }
        return Character.isISOControl(c) && c != '\n' && c != '\t' ? ' ' : c;
    }

    private static boolean isLoneSurrogate(final int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** The bytes that a text has in UTF-8; any number up to this one, if they are surely no more than that. */
    public static long bytesIfAbove(final long limit, final String value) {
        return 3L * value.length() <= limit ? value.length() : bytes(value);
    }

    private static long bytes(final String value) {
        long bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            // Each half of a pair counts for two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
