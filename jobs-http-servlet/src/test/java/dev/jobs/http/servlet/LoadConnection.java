package dev.jobs.http.servlet;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of many connections of a {@link LoadClient}: sends a request at a time, and counts what comes. */
final class LoadConnection {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final Pattern TAG = Pattern.compile("(?i)etag: *(\\S+)");
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(1 << 16);

    private final SocketChannel channel;
    private final String path;
    private final StringBuilder received = new StringBuilder();
    private String tag = "";
    private int events;

    LoadConnection(final Selector selector, final int port, final String path) throws IOException {
        this.path = path;
        this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(final String headerLines) throws IOException {
        final String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headerLines + "\r\n";
        final ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void hold() throws IOException {
        send("If-None-Match: " + tag + "\r\nPrefer: wait=25\r\n");
    }

    void ask(final String known) throws IOException {
        send(known.isEmpty() ? "" : "If-None-Match: " + tag + "\r\n");
    }

    void stream() throws IOException {
        send("Accept: text/event-stream\r\n");
    }

    /** Reads what there is, and returns the status of the answer if it is complete, else 0. */
    int read() throws IOException {
        fill();
        final int end = received.indexOf("\r\n\r\n");
        if (end < 0) {
            return 0;
        }
        final String head = received.substring(0, end);
        final Matcher length = LENGTH.matcher(head);
        final int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (received.length() < end + 4 + body) {
            return 0;
        }
        final Matcher found = TAG.matcher(head);
        if (found.find()) {
            tag = found.group(1);
        }
        received.delete(0, end + 4 + body);
        return Integer.parseInt(head.substring(9, 12));
    }

    /** Reads what there is, and returns how many events came so far. */
    int readEvents() throws IOException {
        fill();
        for (int at = received.indexOf("\ndata: "); at >= 0; at = received.indexOf("\ndata: ")) {
            received.delete(0, at + 7);
            events++;
        }
        return events;
    }

    private void fill() throws IOException {
        BUFFER.clear();
        if (channel.read(BUFFER) < 0) {
            channel.close();
            if (events == 0) {
                throw new EOFException("the server closed the connection for " + path + " after: " + received);
            }
        }
        BUFFER.flip();
        received.append(StandardCharsets.ISO_8859_1.decode(BUFFER));
    }

    void close() throws IOException {
        channel.close();
    }
}
