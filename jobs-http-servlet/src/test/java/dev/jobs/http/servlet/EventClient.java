package dev.jobs.http.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client that reads server-sent events, one by one. */
final class EventClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final BufferedReader in;
    private final List<String> head = new ArrayList<>();

    /** One event, or a comment. */
    record Received(Optional<String> id, Optional<Long> retry, String data, List<String> comments) {
        JsonNode json() {
            return Answer.json(data);
        }
    }

    private EventClient(final Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    // HTTP/1.0: the body comes as it is, in no chunks, and its end is the connection's.
    static EventClient open(final int port, final String path, final String... headerLines) throws IOException {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        final StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.0\r\nHost: localhost\r\n");
        List.of(headerLines).forEach(line -> request.append(line).append("\r\n"));
        socket.getOutputStream()
                .write(request.append("Accept: text/event-stream\r\n\r\n")
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII));
        final EventClient client = new EventClient(socket);
        for (String line = client.in.readLine(); line != null && !line.isEmpty(); line = client.in.readLine()) {
            client.head.add(line);
        }
        return client;
    }

    /** The status line and the headers. */
    List<String> head() {
        return head;
    }

    /** The next event or comment; empty when the stream has ended. */
    Optional<Received> next() throws IOException {
        final List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                return Optional.of(received(lines));
            }
            lines.add(line);
        }
        return Optional.empty();
    }

    /** The next event. */
    Received nextEvent() throws IOException {
        Received received = next().orElseThrow();
        while (!received.comments().isEmpty()) {
            received = next().orElseThrow();
        }
        return received;
    }

    private static Received received(final List<String> lines) {
        return new Received(
                field(lines, "id: ").stream().findFirst(),
                field(lines, "retry: ").stream().findFirst().map(Long::valueOf),
                String.join("\n", field(lines, "data: ")),
                lines.stream().filter(line -> line.startsWith(":")).toList());
    }

    private static List<String> field(final List<String> lines, final String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
