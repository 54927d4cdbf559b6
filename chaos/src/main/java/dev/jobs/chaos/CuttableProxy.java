package dev.jobs.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The wire to the database, which can be cut: whatever is on its way then is lost, in either direction. Safe for threads. */
final class CuttableProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 8 * 1024;

    private final ServerSocket entrance;
    private volatile int exit;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** A wire to this port. */
    CuttableProxy(final int exit) throws IOException {
        this.entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        this.exit = exit;
        daemon(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Leads to this port from now on. */
    void leadTo(final int port) {
        exit = port;
        cut();
    }

    /** Cuts every connection. */
    void cut() {
        open.forEach(this::cut);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                final Socket near = entrance.accept();
                open.add(near);
                daemon(() -> connect(near));
            } catch (final IOException closed) {
                return;
            }
        }
    }

    private void connect(final Socket near) {
        try {
            final Socket far = new Socket(InetAddress.getLoopbackAddress(), exit);
            open.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            daemon(() -> pump(near, far));
            pump(far, near);
        } catch (final IOException nobodyThere) {
            cut(near);
        }
    }

    private void pump(final Socket from, final Socket to) {
        final var buffer = new byte[BUFFER_BYTES];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (final IOException wasCut) {
            // As it is meant to be.
        } finally {
            cut(from);
            cut(to);
        }
    }

    private void cut(final Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (final IOException alreadyGone) {
            // As it is meant to be.
        }
    }

    private static void daemon(final Runnable task) {
        final var thread = new Thread(task, "chaos-wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (final IOException alreadyGone) {
            // As it is meant to be.
        }
        cut();
    }
}
