package dev.jobs.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection of an {@link HttpLoad}: has one request under way, and reads no more of its answer than it must. */
final class HttpConnection implements AutoCloseable {
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final String OK = "HTTP/1.1 200 ";
    private static final int LARGEST_ANSWER = 1 << 14;

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);
    private long askedAt;

    HttpConnection(final Selector selector, final int port, final String path) throws IOException {
        this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.request = ByteBuffer.wrap(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ask() throws IOException {
        askedAt = System.nanoTime();
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    long askedAt() {
        return askedAt;
    }

    /** Reads what there is; whether the answer is complete now, and the next request may be sent. */
    boolean isAnswered() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the server has closed a connection");
        }
        final byte[] bytes = answer.array();
        final int head = indexOf(END_OF_HEAD, bytes, answer.position());
        if (head < 0 || answer.position() < head + END_OF_HEAD.length + bodyLength(bytes, head)) {
            return false;
        }
        if (!new String(bytes, 0, OK.length(), StandardCharsets.US_ASCII).equals(OK)) {
            throw new IOException("not what was asked for: " + new String(bytes, 0, head, StandardCharsets.US_ASCII));
        }
        answer.clear();
        return true;
    }

    private static int bodyLength(final byte[] bytes, final int head) {
        int at = indexOf(LENGTH, bytes, head);
        int length = 0;
        if (at >= 0) {
            at += LENGTH.length;
            while (bytes[at] == ' ') {
                at++;
            }
            for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                length = 10 * length + bytes[at] - '0';
            }
        }
        return length;
    }

    /** The place where the text, in lower case, begins; upper case letters count as lower ones. */
    private static int indexOf(final byte[] text, final byte[] bytes, final int end) {
        for (int start = 0; start <= end - text.length; start++) {
            int same = 0;
            while (same < text.length && lower(bytes[start + same]) == text[same]) {
                same++;
            }
            if (same == text.length) {
                return start;
            }
        }
        return -1;
    }

    private static int lower(final byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
