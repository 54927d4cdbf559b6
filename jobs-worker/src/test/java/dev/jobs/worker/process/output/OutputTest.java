package dev.jobs.worker.process.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.command.Command;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void theTailIsTheLastBytesHoweverTheyCame() {
        final var random = new Random(1);
        final var all = new StringBuilder();
        final var tail = new OutputTail(37);

        for (int i = 0; i < 1_000; i++) {
            final String part = "abcdefghijklmnopqrstuvwxyz".repeat(4).substring(random.nextInt(104));
            all.append(part);
            tail.append(part.getBytes(UTF_8), part.length());
            assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - 37)));
        }
    }

    @Test
    void theTailBeginsWithAWholeCharacter() {
        final var tail = new OutputTail(4);

        append(tail, "€€");

        assertThat(tail.text()).isEqualTo("€");
    }

    @Test
    void aTailOfNothingKeepsNothing() {
        final var tail = new OutputTail(0);

        append(tail, "text");

        assertThat(tail.text()).isEmpty();
    }

    @Test
    void linesAreTheSameHoweverTheBytesCame() {
        final byte[] text = "one\r\ntwo\rthree\n\n\r\nfünf €\nlast".getBytes(UTF_8);

        for (int size = 1; size <= text.length; size++) {
            final var lines = new ArrayList<String>();
            final var splitter = new LineSplitter(lines::add);
            for (int at = 0; at < text.length; at += size) {
                final int count = Math.min(size, text.length - at);
                final var part = new byte[count];
                System.arraycopy(text, at, part, 0, count);
                splitter.append(part, count);
            }
            splitter.end();
            assertThat(lines).containsExactly("one", "two", "three", "", "", "fünf €", "last");
        }
    }

    @Test
    void anOverlongLineComesInPiecesOfWholeCharacters() {
        final String text = "x" + "€".repeat(10_000);

        final List<String> pieces = split(text + "\nnext");

        assertThat(pieces).hasSizeGreaterThan(3).last().isEqualTo("next");
        assertThat(pieces).allMatch(piece -> piece.getBytes(UTF_8).length <= LineSplitter.MAX_LINE_BYTES);
        assertThat(String.join("", pieces.subList(0, pieces.size() - 1))).isEqualTo(text);
    }

    @Test
    void aLineThatJustFitsIsOneLine() {
        final String text = "x".repeat(LineSplitter.MAX_LINE_BYTES);

        assertThat(split(text + "\n\nnext")).containsExactly(text, "", "next");
    }

    @Test
    void anOutputIsReadToItsEndAlthoughThereIsNoMemoryForAReadOfIt() throws InterruptedException {
        final var output = new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(final byte[] bytes, final int offset, final int length) {
                reads++;
                if (reads <= 2) {
                    throw new OutOfMemoryError("for a test");
                }
                bytes[offset] = 'x';
                return reads <= 4 ? 1 : -1;
            }
        };
        final var tail = new OutputTail(10);
        final var lines = new ArrayList<String>();
        final var pump = new OutputPump(Command.of("test").onLine(lines::add), tail, OutputObserver.NONE);

        pump.pump(output);
        pump.awaitEnd();

        assertThat(tail.text()).isEqualTo("xx");
        assertThat(lines).containsExactly("xx");
    }

    @Test
    void bytesThatAreNoTextHarmNothing() {
        final var bytes = new byte[100_000];
        new Random(2).nextBytes(bytes);
        final var lines = new ArrayList<String>();
        final var splitter = new LineSplitter(lines::add);

        splitter.append(bytes, bytes.length);
        splitter.end();

        assertThat(lines).isNotEmpty();
    }

    private static void append(final OutputTail tail, final String text) {
        final byte[] bytes = text.getBytes(UTF_8);
        tail.append(bytes, bytes.length);
    }

    private static List<String> split(final String text) {
        final var lines = new ArrayList<String>();
        final var splitter = new LineSplitter(lines::add);
        final byte[] bytes = text.getBytes(UTF_8);
        splitter.append(bytes, bytes.length);
        splitter.end();
        return lines;
    }
}
