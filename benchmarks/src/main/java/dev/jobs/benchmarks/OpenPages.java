package dev.jobs.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Dashboards that are looked at: each asks for its page as often as the page does, on a thread of its own, until this is closed. */
final class OpenPages implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Latencies> latencies = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * A page of the dashboard.
     *
     * @param path what it asks for
     * @param seconds how long it waits after an answer
     */
    record Page(String name, String path, int seconds) {}

    private OpenPages(final int port) {
        this.port = port;
    }

    /** Opens so many pages, in turn of each kind. */
    static OpenPages of(final int port, final List<Page> kinds, final int number) {
        final OpenPages pages = new OpenPages(port);
        for (int i = 0; i < number; i++) {
            final Page kind = kinds.get(i % kinds.size());
            pages.threads.add(new Thread(() -> pages.look(kind), "benchmark-page-" + i));
        }
        pages.threads.forEach(Thread::start);
        return pages;
    }

    private void look(final Page page) {
        while (!closed) {
            final long begin = System.nanoTime();
            get(client, port, page.path());
            note(page.name(), System.nanoTime() - begin);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(page.seconds()));
        }
    }

    private synchronized void note(final String name, final long nanos) {
        latencies.computeIfAbsent(name, key -> new Latencies()).add(nanos);
    }

    /** Asks once; the answer has to be 200. */
    static void get(final HttpClient client, final int port, final String path) {
        try {
            final HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        path + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Tells how long the answers took, by page. */
    synchronized void tell(final Output output) {
        latencies.forEach((name, times) -> {
            output.figure(name + ", under load, p50", times.quantile(0.5), "ms");
            output.figure(name + ", under load, p99", times.quantile(0.99), "ms");
        });
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
        try {
            for (final Thread thread : threads) {
                thread.join();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
