package dev.jobs.examples.reports;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A user's browser, without a page: it keeps cookies, and sends the token in one of them with what changes something. */
final class Client {
    private final RunningService service;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    Client(final RunningService service) {
        this.service = service;
    }

    static Client loggedIn(final RunningService service, final String user) throws IOException, InterruptedException {
        final Client client = new Client(service);
        client.get("/login.html");
        final HttpResponse<String> answer = client.send(client.request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + user + "&password=" + user + "&_csrf=" + client.token())));
        if (!answer.headers().firstValue("Location").orElse("").endsWith("/")) {
            throw new AssertionError("not logged in: " + answer + answer.headers());
        }
        // Each login has a new token.
        client.get("/user");
        return client;
    }

    HttpResponse<String> get(final String path, final String... headers) throws IOException, InterruptedException {
        return send(with(request(path), headers));
    }

    HttpResponse<byte[]> download(final String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(final String path, final String json, final String... headers)
            throws IOException, InterruptedException {
        return send(with(posting(path, json).header("X-XSRF-TOKEN", token()), headers));
    }

    HttpResponse<String> postWithoutToken(final String path, final String json)
            throws IOException, InterruptedException {
        return send(posting(path, json));
    }

    private static HttpRequest.Builder with(final HttpRequest.Builder request, final String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpRequest.Builder posting(final String path, final String json) {
        return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(service.uri(path)).timeout(Duration.ofMinutes(1));
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String token() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }
}
