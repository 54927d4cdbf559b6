package dev.jobs.http.servlet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A client of one server: Java's own, and a bare socket for what that refuses to send. */
final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    Http(final int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    Answer get(final String path, final String... headers) {
        return send("GET", path, headers);
    }

    Answer post(final String path, final String... headers) {
        return send("POST", path, headers);
    }

    Answer send(final String method, final String path, final String... headers) {
        return sendAsync(method, path, headers).join();
    }

    CompletableFuture<Answer> sendAsync(final String method, final String path, final String... headers) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response ->
                        new Answer(response.statusCode(), response.headers().map(), response.body()));
    }

    /** Sends a request line as it is, and headers; the connection is closed after the answer. */
    Answer sendRaw(final String requestLine, final String... headerLines) throws IOException {
        final List<String> lines = new ArrayList<>(List.of(headerLines));
        lines.add("Connection: close");
        return sendHeadAlone(requestLine, lines.toArray(String[]::new));
    }

    /** Sends a request line as it is, and headers, and nothing of the body that they may announce. */
    Answer sendHeadAlone(final String requestLine, final String... headerLines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            final StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
            List.of(headerLines).forEach(line -> head.append(line).append("\r\n"));
            head.append("\r\n");
            final OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return read(socket.getInputStream());
        }
    }

    private static Answer read(final InputStream in) throws IOException {
        final String[] head = readHead(in).split("\r\n", -1);
        final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < head.length; i++) {
            final String[] header = head[i].split(": ?", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header[1]);
        }
        final List<String> length = headers.getOrDefault("Content-Length", List.of());
        final byte[] body = length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length.get(0)));
        return new Answer(
                Integer.parseInt(head[0].split(" ", 3)[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String readHead(final InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            final int read = in.read();
            if (read < 0) {
                throw new EOFException("the answer ended in its head: " + head);
            }
            head.append((char) read);
        }
        return head.substring(0, head.length() - 4);
    }
}
