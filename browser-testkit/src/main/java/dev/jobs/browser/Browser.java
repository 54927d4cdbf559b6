package dev.jobs.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.testing.Await;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over the DevTools protocol. */
public final class Browser implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Process process;
    private final DevTools tools;

    private Browser(final Process process, final DevTools tools) {
        this.process = process;
        this.tools = tools;
    }

    /** The place where a browser is installed, if one is. */
    static Optional<Path> installed() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, with a new profile in the module's build directory. */
    static Browser open(final Path binary) {
        try {
            final Path profiles =
                    Files.createDirectories(Path.of("target/browser").toAbsolutePath());
            return open(binary, Files.createTempDirectory(profiles, "profile"));
        } catch (final Exception e) {
            throw new AssertionError("Chromium does not start", e);
        }
    }

    private static Browser open(final Path binary, final Path profile) throws Exception {
        final Process process = new ProcessBuilder(
                        binary.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--window-size=1200,1000",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            final Browser browser = new Browser(process, DevTools.connect(pageSocket(profile)));
            for (final String domain : List.of("Page", "Runtime", "Log", "DOM")) {
                browser.call(domain + ".enable", Map.of());
            }
            return browser;
        } catch (final Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI pageSocket(final Path profile) throws Exception {
        final Path portFile = profile.resolve("DevToolsActivePort");
        final String port = Await.valueWithin(
                BOUND,
                "the browser says its port",
                () -> Files.exists(portFile)
                        ? Files.readAllLines(portFile).stream().findFirst()
                        : Optional.empty());
        final HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        return Await.valueWithin(BOUND, "the browser has a page", () -> {
            final String targets = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            for (final JsonNode target : MAPPER.readTree(targets)) {
                if (target.path("type").asText().equals("page")) {
                    return Optional.of(
                            URI.create(target.path("webSocketDebuggerUrl").asText()));
                }
            }
            return Optional.empty();
        });
    }

    /** Goes to a page, and waits until its scripts have run. Its console is empty at first, its looks are the standard. */
    public void navigate(final URI uri) throws Exception {
        load("Page.navigate", Map.of("url", "about:blank"));
        tools.forgetConsole();
        call("Emulation.clearDeviceMetricsOverride", Map.of());
        call("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        load("Page.navigate", Map.of("url", uri.toString()));
    }

    public void reload() throws Exception {
        load("Page.reload", Map.of());
    }

    /** Runs a script that leaves the page, as by submitting a form, and waits until the next page's scripts have run. */
    public void leave(final String script) throws Exception {
        final CompletableFuture<JsonNode> loaded = tools.next("Page.loadEventFired");
        evaluate(script);
        loaded.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private void load(final String method, final Map<String, Object> parameters) throws Exception {
        final CompletableFuture<JsonNode> loaded = tools.next("Page.loadEventFired");
        call(method, parameters);
        loaded.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    /** The value of an expression in the page. */
    public JsonNode evaluate(final String expression) throws Exception {
        final JsonNode answer = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression in the page is true. */
    public void await(final String expression) throws Exception {
        Await.valueWithin(
                BOUND,
                expression + "; before that wait the page read: " + evaluate("document.body.innerText"),
                () -> evaluate(expression).asBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Chooses a file in the file input of this selector. */
    public void choose(final String selector, final Path file) throws Exception {
        final JsonNode document = call("DOM.getDocument", Map.of()).path("root");
        final JsonNode input = call(
                "DOM.querySelector", Map.of("nodeId", document.path("nodeId").asInt(), "selector", selector));
        call(
                "DOM.setFileInputFiles",
                Map.of("nodeId", input.path("nodeId").asInt(), "files", List.of(file.toString())));
    }

    /** Drops a file on the middle of the element of this selector, as from a file manager. */
    public void drop(final String selector, final Path file) throws Exception {
        final JsonNode middle = evaluate("(box => ({x: box.x + box.width / 2, y: box.y + box.height / 2}))"
                + "(document.querySelector('" + selector + "').getBoundingClientRect())");
        final Map<String, Object> data =
                Map.of("items", List.of(), "files", List.of(file.toString()), "dragOperationsMask", 1);
        for (final String type : List.of("dragEnter", "dragOver", "drop")) {
            call(
                    "Input.dispatchDragEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            middle.path("x").asDouble(),
                            "y",
                            middle.path("y").asDouble(),
                            "data",
                            data));
        }
    }

    /**
     * Breaks off the answer to the next request for this URL, which the service has taken; to be asked for before that. The
     * lost body comes in the future.
     */
    public CompletableFuture<String> loseAnswerOf(final String urlPattern) throws Exception {
        final CompletableFuture<JsonNode> paused = tools.next("Fetch.requestPaused");
        final Map<String, Object> pattern = Map.of("urlPattern", urlPattern, "requestStage", "Response");
        call("Fetch.enable", Map.of("patterns", List.of(pattern)));
        return paused.thenCompose(event -> {
            final ObjectNode request = MAPPER.createObjectNode().set("requestId", event.path("requestId"));
            return tools.call("Fetch.getResponseBody", request)
                    .thenCompose(body -> tools.call(
                                    "Fetch.failRequest", request.deepCopy().put("errorReason", "ConnectionReset"))
                            .thenCompose(failed -> tools.call("Fetch.disable", MAPPER.createObjectNode()))
                            .thenApply(disabled -> textOf(body)));
        });
    }

    private static String textOf(final JsonNode body) {
        final String text = body.path("body").asText();
        return body.path("base64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                : text;
    }

    /** The words that a screen reader is given for the elements with this role. */
    public List<JsonNode> accessible(final String role) throws Exception {
        final List<JsonNode> found = new ArrayList<>();
        for (final JsonNode node : call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
            if (!node.path("ignored").asBoolean()
                    && node.path("role").path("value").asText().equals(role)) {
                found.add(node);
            }
        }
        return found;
    }

    /** The faults that axe-core finds in the page: a line for each element and rule that it breaks. */
    public List<String> accessibilityViolations() throws Exception {
        return Accessibility.violations(this);
    }

    /** Presses a key, as a user without a mouse would. */
    public void press(final String key, final int code, final String text) throws Exception {
        final Map<String, Object> event =
                Map.of("type", "keyDown", "key", key, "windowsVirtualKeyCode", code, "text", text);
        call("Input.dispatchKeyEvent", event);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** Makes it prefer this colour scheme and no motion, and be this large. */
    public void emulate(final String colorScheme, final int width, final int height) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", colorScheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", false));
    }

    /** A picture of what it shows. */
    public void screenshot(final Path file) throws Exception {
        final JsonNode picture = call("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
    }

    /** The errors that the console shows. */
    public List<String> consoleErrors() {
        return tools.consoleErrors();
    }

    private JsonNode call(final String method, final Map<String, Object> parameters) throws Exception {
        final ObjectNode node = MAPPER.valueToTree(parameters);
        return tools.call(method, node).get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        final List<ProcessHandle> helpers = process.descendants().toList();
        process.destroy();
        try {
            process.onExit().orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
        } catch (final CompletionException e) {
            process.destroyForcibly();
        }
        helpers.forEach(ProcessHandle::destroyForcibly);
    }
}
