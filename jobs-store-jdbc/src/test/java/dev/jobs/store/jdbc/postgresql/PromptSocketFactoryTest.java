package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptSocketFactoryTest {
    private ServerSocket server;
    private Socket client;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = new PromptSocketFactory().createSocket();
        client.connect(server.getLocalSocketAddress());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        client.close();
        server.close();
    }

    @Test
    void aLookSeesWhatHasArrived() throws IOException {
        peer.getOutputStream().write(new byte[] {1, 2});
        final InputStream input = client.getInputStream();
        assertThat(input.read()).isEqualTo(1);

        client.setSoTimeout(1);

        assertThat(input.read(new byte[10])).isEqualTo(1);
    }

    @Test
    void aLookAtNothingEndsAsIfItHadWaited() throws IOException {
        client.setSoTimeout(1);
        final InputStream input = client.getInputStream();

        assertThatThrownBy(input::read)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("nothing has arrived");
        assertThatThrownBy(() -> input.read(new byte[10])).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anythingButALookWaits() throws Exception {
        client.setSoTimeout(60_000);
        final Thread writer = new Thread(() -> {
            try {
                peer.getOutputStream().write(7);
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();

        assertThat(client.getInputStream().read()).isEqualTo(7);
        writer.join();
    }

    @Test
    void theEndOfTheStreamIsSeen() throws IOException {
        peer.close();

        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
}
