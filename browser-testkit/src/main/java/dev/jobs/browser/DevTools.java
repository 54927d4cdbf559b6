package dev.jobs.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The DevTools protocol over one WebSocket: calls with their answers, and the events in between. */
final class DevTools implements WebSocket.Listener {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    /** Completes when the last message has been sent: a WebSocket takes one at a time. */
    private CompletableFuture<WebSocket> sent = socket;

    static DevTools connect(final URI uri) {
        final DevTools tools = new DevTools();
        tools.socket.complete(HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, tools)
                .join());
        return tools;
    }

    CompletableFuture<JsonNode> call(final String method, final ObjectNode parameters) {
        final int id = lastId.incrementAndGet();
        final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        final ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        return send(message.toString()).thenCompose(open -> answer);
    }

    private synchronized CompletableFuture<WebSocket> send(final String message) {
        sent = sent.thenCompose(open -> open.sendText(message, true));
        return sent;
    }

    /** The next event of this name. */
    CompletableFuture<JsonNode> next(final String event) {
        return awaited.computeIfAbsent(event, name -> new CompletableFuture<>());
    }

    List<String> consoleErrors() {
        return List.copyOf(errors);
    }

    void forgetConsole() {
        errors.clear();
    }

    @Override
    public @Nullable CompletionStage<?> onText(final WebSocket from, final CharSequence data, final boolean last) {
        partial.append(data);
        if (last) {
            final String text = partial.toString();
            partial.setLength(0);
            try {
                received(MAPPER.readTree(text));
            } catch (final com.fasterxml.jackson.core.JsonProcessingException e) {
                errors.add("unreadable message: " + text);
            }
        }
        from.request(1);
        return null;
    }

    private void received(final JsonNode message) {
        final CompletableFuture<JsonNode> answer =
                calls.remove(message.path("id").asInt());
        if (answer != null) {
            if (message.has("error")) {
                answer.completeExceptionally(
                        new AssertionError(message.path("error").toString()));
            } else {
                answer.complete(message.path("result"));
            }
            return;
        }
        final String event = message.path("method").asText();
        final JsonNode parameters = message.path("params");
        final CompletableFuture<JsonNode> waiting = awaited.remove(event);
        if (waiting != null) {
            waiting.complete(parameters);
        }
        final String level = switch (event) {
            case "Runtime.exceptionThrown" -> "error";
            case "Runtime.consoleAPICalled" -> parameters.path("type").asText();
            case "Log.entryAdded" -> parameters.path("entry").path("level").asText();
            default -> "";
        };
        if (level.equals("error")) {
            errors.add(parameters.toString());
        }
    }
}
