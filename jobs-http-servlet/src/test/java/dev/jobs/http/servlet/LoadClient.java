package dev.jobs.http.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with ten thousand connections and one thread, led by {@link WaitingBenchmark} over its standard streams. Times
 * are those of {@link System#nanoTime()}, which on Linux is one clock for all processes.
 */
final class LoadClient {
    private final int port;
    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();

    private LoadClient(final int port) throws IOException {
        this.port = port;
        this.selector = Selector.open();
    }

    public static void main(final String[] args) throws IOException {
        final LoadClient client = new LoadClient(Integer.parseInt(args[0]));
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(client.heed(line.split(" ", -1)));
        }
    }

    private String heed(final String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> open(Path.of(words[1]));
            case "hold" -> hold();
            case "answers" -> answers();
            case "stream" -> stream();
            case "events" -> events(Integer.parseInt(words[1]));
            case "load" -> load(Integer.parseInt(words[1]), words[2]);
            case "close" -> close();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String open(final Path paths) throws IOException {
        for (final String path : Files.readAllLines(paths)) {
            connections.add(new LoadConnection(selector, port, path));
        }
        return "opened " + connections.size();
    }

    /** Gets an answer on each connection, then asks for the next one. */
    private String hold() throws IOException {
        for (final LoadConnection connection : connections) {
            connection.ask("");
        }
        answers();
        for (final LoadConnection connection : connections) {
            connection.hold();
        }
        return "held";
    }

    private String answers() throws IOException {
        int changed = 0;
        int unchanged = 0;
        while (changed + unchanged < connections.size()) {
            selector.select();
            for (final SelectionKey key : selector.selectedKeys()) {
                final int status = ((LoadConnection) key.attachment()).read();
                changed += status == 200 ? 1 : 0;
                unchanged += status == 304 ? 1 : 0;
            }
            selector.selectedKeys().clear();
        }
        return System.nanoTime() + " " + changed + " " + unchanged;
    }

    private String stream() throws IOException {
        for (final LoadConnection connection : connections) {
            connection.stream();
        }
        return events(1);
    }

    /** Waits until each connection has had so many events. */
    private String events(final int each) throws IOException {
        final boolean[] done = new boolean[connections.size()];
        int missing = connections.size();
        while (missing > 0) {
            selector.select();
            for (final SelectionKey key : selector.selectedKeys()) {
                final LoadConnection connection = (LoadConnection) key.attachment();
                final int index = connections.indexOf(connection);
                if (connection.readEvents() >= each && !done[index]) {
                    done[index] = true;
                    missing--;
                }
            }
            selector.selectedKeys().clear();
        }
        return Long.toString(System.nanoTime());
    }

    /** Asks as fast as answers come, on each connection, and returns the answers a second. */
    private String load(final int seconds, final String known) throws IOException {
        for (final LoadConnection connection : connections) {
            connection.ask("");
        }
        answers();
        for (final LoadConnection connection : connections) {
            connection.ask(known);
        }
        final long start = System.nanoTime();
        long answered = 0;
        while (System.nanoTime() - start < seconds * 1_000_000_000L) {
            selector.select();
            for (final SelectionKey key : selector.selectedKeys()) {
                final LoadConnection connection = (LoadConnection) key.attachment();
                if (connection.read() > 0) {
                    answered++;
                    connection.ask(known);
                }
            }
            selector.selectedKeys().clear();
        }
        final double rate = answered * 1e9 / (System.nanoTime() - start);
        return Long.toString(Math.round(rate));
    }

    private String close() throws IOException {
        for (final LoadConnection connection : connections) {
            connection.close();
        }
        connections.clear();
        selector.selectNow();
        return "closed";
    }
}
