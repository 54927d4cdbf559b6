package dev.jobs.store.jdbc.postgresql;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/**
 * Sockets that do not wait for a millisecond to see that nothing has arrived.
 *
 * <p>After each notification PostgreSQL's driver looks whether there is another, by a read that may take one millisecond,
 * the least that a socket can be told (see {@code PGStream.hasMessagePending}). That is a third of the time in which an
 * idle worker hears of a job and starts it.
 */
public final class PromptSocketFactory extends SocketFactory {
    private static final int A_LOOK_MILLIS = 1;

    /** Makes the factory, for the driver. */
    public PromptSocketFactory() {}

    @Override
    public Socket createSocket() {
        return new PromptSocket();
    }

    @Override
    public Socket createSocket(final String host, final int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(final InetAddress host, final int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(final String host, final int port, final InetAddress localHost, final int localPort)
            throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    @Override
    public Socket createSocket(final InetAddress host, final int port, final InetAddress localHost, final int localPort)
            throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
    }

    private static Socket connected(final SocketAddress address) throws IOException {
        final Socket socket = new PromptSocket();
        socket.connect(address);
        return socket;
    }

    private static Socket connected(final SocketAddress address, final SocketAddress local) throws IOException {
        final Socket socket = new PromptSocket();
        socket.bind(local);
        socket.connect(address);
        return socket;
    }

    private static final class PromptSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new PromptInput(super.getInputStream());
        }

        private boolean isALook() throws SocketException {
            return getSoTimeout() == A_LOOK_MILLIS;
        }

        private final class PromptInput extends FilterInputStream {
            PromptInput(final InputStream input) {
                super(input);
            }

            @Override
            public int read() throws IOException {
                lookOrWait();
                return super.read();
            }

            @Override
            public int read(final byte[] bytes, final int offset, final int length) throws IOException {
                lookOrWait();
                return super.read(bytes, offset, length);
            }

            private void lookOrWait() throws IOException {
                if (isALook() && available() == 0) {
                    throw new SocketTimeoutException("nothing has arrived");
                }
            }
        }
    }
}
