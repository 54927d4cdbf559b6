package dev.jobs.store.jdbc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to PostgreSQL that can be broken: at any moment, or at a certain request. It knows enough of the protocol to tell
 * where a request ends ({@code Sync}, {@code Query}, {@code CopyDone}) and where its answer does ({@code ReadyForQuery},
 * {@code CopyInResponse}); connections have to be unencrypted.
 */
final class Proxy implements AutoCloseable {
    private final int target;
    private final ServerSocket entrance;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();

    // Guarded by this proxy's monitor.
    private Optional<Loss> armed = Optional.empty();
    private int requestsBefore;
    private boolean open = true;
    private boolean flowing = true;

    Proxy(final int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept, "proxy-entrance");
    }

    /** What gets lost, together with its connection. */
    enum Loss {
        /** The server never hears of the request. */
        REQUEST,
        /** The server hears half of it. */
        HALF_OF_REQUEST,
        /** The server has done all of it, and no byte of its answer arrives. */
        ANSWER,
        /** The server has done all of it, and half of its answer arrives. */
        HALF_OF_ANSWER
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Loses this at the request after so many others, on whatever connection. */
    synchronized void arm(final Loss loss, final int after) {
        armed = Optional.of(loss);
        requestsBefore = after;
    }

    /** Whether what was armed has happened; it will not from now on. */
    synchronized boolean disarm() {
        final boolean happened = armed.isEmpty();
        armed = Optional.empty();
        return happened;
    }

    /** Breaks every connection; new ones get through. */
    void cut() {
        wires.forEach(Wire::cut);
    }

    /** Breaks every connection, and lets nobody in until {@link #open()}. */
    void shut() {
        synchronized (this) {
            open = false;
        }
        cut();
    }

    synchronized void open() {
        open = true;
    }

    /** Lets nothing through any more, and breaks nothing: a network that swallows everything. */
    synchronized void stall() {
        flowing = false;
    }

    synchronized void flow() {
        flowing = true;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        flow();
        cut();
    }

    private synchronized Optional<Loss> lossOfNextRequest() {
        if (armed.isEmpty() || requestsBefore-- > 0) {
            return Optional.empty();
        }
        final Optional<Loss> loss = armed;
        armed = Optional.empty();
        return loss;
    }

    private synchronized void awaitFlow() throws IOException {
        try {
            while (!flowing) {
                wait();
            }
        } catch (final InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private synchronized boolean isOpen() {
        return open;
    }

    private void accept() throws IOException {
        while (true) {
            final Socket client = entrance.accept();
            if (isOpen()) {
                connect(client);
            } else {
                client.close();
            }
        }
    }

    private void connect(final Socket client) throws IOException {
        final Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (final IOException e) {
            client.close();
            return;
        }
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        final Wire wire = new Wire(client, server);
        wires.add(wire);
        daemon(wire::carryRequests, "proxy-requests");
        daemon(wire::carryAnswers, "proxy-answers");
    }

    /** Something that ends when its sockets are closed. */
    private interface Carrying {
        void run() throws IOException;
    }

    private static void daemon(final Carrying carrying, final String name) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        carrying.run();
                    } catch (final IOException e) {
                        // Cut, or closed: all has been done.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, which two threads carry. */
    private final class Wire {
        private static final Set<Character> ENDS_OF_REQUESTS = Set.of('S', 'Q', 'c');
        private static final Set<Character> ENDS_OF_ANSWERS = Set.of('Z', 'G');
        private static final Set<Character> PARTS_OF_REQUESTS = Set.of('P', 'B', 'D', 'E', 'C');

        private final Socket client;
        private final Socket server;
        private volatile Optional<Loss> lossOfAnswer = Optional.empty();

        Wire(final Socket client, final Socket server) {
            this.client = client;
            this.server = server;
        }

        void carryRequests() throws IOException {
            try (client;
                    server) {
                final DataInputStream from = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                final OutputStream to = server.getOutputStream();
                to.write(message(from, new byte[0]));
                final ByteArrayOutputStream request = new ByteArrayOutputStream();
                while (true) {
                    final byte type = from.readByte();
                    request.write(message(from, new byte[] {type}));
                    if (!PARTS_OF_REQUESTS.contains((char) type)) {
                        awaitFlow();
                        send(
                                request.toByteArray(),
                                ENDS_OF_REQUESTS.contains((char) type) ? lossOfNextRequest() : Optional.empty(),
                                to);
                        request.reset();
                    }
                }
            } finally {
                wires.remove(this);
            }
        }

        private void send(final byte[] request, final Optional<Loss> loss, final OutputStream to) throws IOException {
            if (loss.isEmpty()) {
                to.write(request);
                return;
            }
            switch (loss.get()) {
                case REQUEST -> cut();
                case HALF_OF_REQUEST -> {
                    to.write(request, 0, request.length / 2);
                    cut();
                }
                case ANSWER, HALF_OF_ANSWER -> {
                    lossOfAnswer = loss;
                    to.write(request);
                }
            }
        }

        void carryAnswers() throws IOException {
            try (client;
                    server) {
                final DataInputStream from = new DataInputStream(new BufferedInputStream(server.getInputStream()));
                final OutputStream to = client.getOutputStream();
                final ByteArrayOutputStream answer = new ByteArrayOutputStream();
                while (true) {
                    final byte type = from.readByte();
                    answer.write(message(from, new byte[] {type}));
                    if (lossOfAnswer.isEmpty()) {
                        awaitFlow();
                        answer.writeTo(to);
                        answer.reset();
                    } else if (ENDS_OF_ANSWERS.contains((char) type)) {
                        if (lossOfAnswer.get() == Loss.HALF_OF_ANSWER) {
                            to.write(answer.toByteArray(), 0, answer.size() / 2);
                        }
                        cut();
                    }
                }
            }
        }

        /** A message: what was read of it, its length, and as much more. */
        private static byte[] message(final DataInputStream from, final byte[] begin) throws IOException {
            final int length = from.readInt();
            final byte[] message = new byte[begin.length + length];
            System.arraycopy(begin, 0, message, 0, begin.length);
            ByteBuffer.wrap(message).putInt(begin.length, length);
            from.readFully(message, begin.length + Integer.BYTES, length - Integer.BYTES);
            return message;
        }

        void cut() {
            try (client;
                    server) {
                lossOfAnswer = Optional.of(Loss.ANSWER);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
