package dev.jobs.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Clients that ask again as soon as they have their answer: each on a connection of its own, all on one thread. */
final class HttpLoad {
    private final int port;
    private final List<String> paths;

    /** As many clients as there are paths. */
    HttpLoad(final int port, final List<String> paths) {
        this.port = port;
        this.paths = List.copyOf(paths);
    }

    /** Asks for so long, of which the first third is not counted; returns the answers a second, and notes how long each took. */
    double run(final long nanos, final Latencies latencies) {
        try (Selector selector = Selector.open()) {
            final List<HttpConnection> connections = new ArrayList<>();
            try {
                for (final String path : paths) {
                    connections.add(new HttpConnection(selector, port, path));
                }
                return load(selector, connections, nanos, latencies);
            } finally {
                for (final HttpConnection connection : connections) {
                    connection.close();
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double load(
            final Selector selector,
            final List<HttpConnection> connections,
            final long nanos,
            final Latencies latencies)
            throws IOException {
        for (final HttpConnection connection : connections) {
            connection.ask();
        }
        final long begin = System.nanoTime() + nanos / 3;
        long now = begin;
        int counted = 0;
        while (now - begin < nanos - nanos / 3) {
            selector.select();
            now = System.nanoTime();
            for (final SelectionKey key : selector.selectedKeys()) {
                final HttpConnection connection = (HttpConnection) key.attachment();
                if (connection.isAnswered()) {
                    if (connection.askedAt() - begin >= 0) {
                        latencies.add(now - connection.askedAt());
                        counted++;
                    }
                    connection.ask();
                }
            }
            selector.selectedKeys().clear();
        }
        return counted / ((now - begin) / 1e9);
    }
}
