package dev.jobs.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers what a test wants, one after another, the last again and again. */
final class ScriptedService implements AutoCloseable {
    private final HttpServer server;
    private final List<Told> script = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** One answer. */
    record Told(int status, String body, Map<String, String> headers) {}

    /** One request. */
    record Asked(String method, String path, Optional<String> key, String body) {}

    ScriptedService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    body));
            final Told told = script.size() > 1 ? script.remove(0) : script.get(0);
            told.headers().forEach(exchange.getResponseHeaders()::set);
            final byte[] bytes = told.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(told.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    ScriptedService then(final int status, final String body) {
        return then(status, body, Map.of());
    }

    ScriptedService then(final int status, final String body, final Map<String, String> headers) {
        script.add(new Told(status, body, headers));
        return this;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/jobs");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
