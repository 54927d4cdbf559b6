package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More slow senders than the server has threads: everybody else goes on. */
class SlowSendersIT {
    private static final int MORE_THAN_THREADS = 210;
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<Socket> senders = new ArrayList<>();
    private ServiceProcess service;

    @BeforeEach
    void start() throws Exception {
        service = ServiceProcess.ready(directory, Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        for (final Socket sender : senders) {
            sender.close();
        }
        service.close();
    }

    @ParameterizedTest
    @CsvSource({"/api/audio/ingest,400000000,RIFF....WAVE", "/api/audio/save,60000,{", "/api/audio/sample,60000,{"})
    void pollsAreAnsweredWhileManySendSlowly(final String path, final long length, final String start)
            throws Exception {
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            sendSlowly(path, length, start);
        }

        final int status = new Client(service).get("/api/audio/jobs?ids=x").status();

        assertThat(status).isEqualTo(200);
        assertThat(answered()).as("senders that are one too many").isPositive();
    }

    @Test
    void whoSendsAByteNowAndThenIsGivenUp() throws Exception {
        final Socket sender = sendSlowly("/api/audio/save", 60_000, "{");

        final String answer = Await.valueWithin(BOUND, "an answer", () -> {
            try {
                sender.getOutputStream().write(' ');
            } catch (final SocketException e) {
                // It has been answered, and the connection closed.
            }
            return Optional.of(sender.getInputStream().available())
                    .filter(bytes -> bytes > 0)
                    .map(bytes -> read(sender, bytes));
        });

        assertThat(answer).startsWith("HTTP/1.1 408");
    }

    private Socket sendSlowly(final String path, final long length, final String start) throws IOException {
        final URI uri = service.uri(path);
        final Socket sender = new Socket(uri.getHost(), uri.getPort());
        senders.add(sender);
        sender.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n"
                                + start)
                        .getBytes(StandardCharsets.US_ASCII));
        return sender;
    }

    private long answered() throws Exception {
        return Await.valueWithin(BOUND, "some are refused", () -> {
            long count = 0;
            for (final Socket sender : senders) {
                count += sender.getInputStream().available() > 0 ? 1 : 0;
            }
            return Optional.of(count).filter(refused -> refused > 0);
        });
    }

    private static String read(final Socket sender, final int bytes) {
        try {
            return new String(sender.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
        } catch (final IOException e) {
            throw new AssertionError("the answer cannot be read", e);
        }
    }
}
