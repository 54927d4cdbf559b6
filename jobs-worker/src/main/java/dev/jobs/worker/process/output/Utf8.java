package dev.jobs.worker.process.output;

/** The bytes of a character in UTF-8, as far as is needed to cut text between characters. */
final class Utf8 {
    /** The number of bytes that can follow the first of a character. */
    static final int MAX_FOLLOWERS = 3;

    private Utf8() {}

    /** True if this byte is not the first of its character. */
    static boolean isFollower(final byte value) {
        return (value & 0xC0) == 0x80;
    }

    /** The largest length, up to this one, that does not cut a character in two. */
    static int wholeCharacters(final byte[] bytes, final int length) {
        int first = length - 1;
        while (first > 0 && length - first <= MAX_FOLLOWERS && isFollower(bytes[first])) {
            first--;
        }
        if (first <= 0) {
            return length;
        }
        return first + lengthByFirst(bytes[first]) > length ? first : length;
    }

    private static int lengthByFirst(final byte first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? 4 : 1;
    }
}
