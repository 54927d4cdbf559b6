package dev.jobs.spring.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/** Sends requests to an application, as one of its users or as nobody. */
final class Browser {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String base;
    private final String user;

    Browser(final int port, final String user) {
        this("http://127.0.0.1:" + port, user);
    }

    private Browser(final String base, final String user) {
        this.base = base;
        this.user = user;
    }

    HttpResponse<String> get(final String path, final String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, headers);
    }

    HttpResponse<String> post(final String path, final String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path, headers);
    }

    /** Posts with the token that the page got in a cookie, as jobs-client does with a header. */
    HttpResponse<String> postWithToken(final String path, final String... headers)
            throws IOException, InterruptedException {
        final String cookie = get(path).headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith("XSRF-TOKEN="))
                .map(set -> set.split(";", 2)[0])
                .findFirst()
                .orElseThrow();
        final String[] all = Arrays.copyOf(headers, headers.length + 4);
        all[headers.length] = "Cookie";
        all[headers.length + 1] = cookie;
        all[headers.length + 2] = "X-XSRF-TOKEN";
        all[headers.length + 3] = cookie.substring("XSRF-TOKEN=".length());
        return post(path, all);
    }

    private HttpResponse<String> send(final HttpRequest.Builder request, final String path, final String... headers)
            throws IOException, InterruptedException {
        request.uri(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8)));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
