package dev.jobs.worker.process.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;

/**
 * Cuts an output into lines, ended by LF, CR or both; longer ones come in pieces, cut between characters. Not safe for
 * threads.
 */
public final class LineSplitter {
    public static final int MAX_LINE_BYTES = 8 * 1024;

    private final Consumer<String> onLine;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int length;
    private boolean afterCarriageReturn;

    LineSplitter(final Consumer<String> onLine) {
        this.onLine = onLine;
    }

    void append(final byte[] bytes, final int count) {
        for (int i = 0; i < count; i++) {
            final byte next = bytes[i];
            if (next == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else if (next == '\n' || next == '\r') {
                afterCarriageReturn = next == '\r';
                endLine();
            } else {
                afterCarriageReturn = false;
                add(next);
            }
        }
    }

    /** Hands over what is left when the output ends without a line end. */
    void end() {
        if (length > 0) {
            endLine();
        }
    }

    private void add(final byte next) {
        if (length == line.length) {
            final int whole = Utf8.wholeCharacters(line, length);
            onLine.accept(new String(line, 0, whole, UTF_8));
            System.arraycopy(line, whole, line, 0, length - whole);
            length -= whole;
        }
        line[length++] = next;
    }

    private void endLine() {
        onLine.accept(new String(line, 0, length, UTF_8));
        length = 0;
    }
}
